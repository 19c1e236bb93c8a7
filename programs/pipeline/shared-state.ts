import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Stack } from './stack';
import { StepError } from './step';

/**
 * Checks that states outlive a run. GitHub, GitLab and most others set `CI`; Azure DevOps sets `TF_BUILD`.
 *
 * @throws {StepError} when a runner would keep a state in a file, which is lost with the runner.
 */
export function expectSharedState(stacks: readonly Stack[], { CI, TF_BUILD }: NodeJS.ProcessEnv): void {
  if (!CI && !TF_BUILD) return;
  const local = stacks.find(({ folder }) => 'local' in (readStack(folder).terraform?.backend ?? {}));
  if (!local) return;
  throw new StepError(
    `the state of ${local.name} is a file on this runner, which would forget what it made; name a storage account as ` +
      "'state' in platform.yaml",
  );
}

function readStack(folder: string): { readonly terraform?: { readonly backend?: object } } {
  return JSON.parse(readFileSync(join(folder, 'cdk.tf.json'), 'utf8')) as ReturnType<typeof readStack>;
}
