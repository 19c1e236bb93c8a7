import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Stack } from './stack';
import { StepError } from './step';

/**
 * Checks that no state will be lost at the end of a run. GitHub, GitLab and most other CI systems set `CI`; Azure
 * DevOps sets `TF_BUILD`.
 *
 * @throws {StepError} if a runner would store a state in a local file, which is lost with the runner.
 */
export function expectSharedState(stacks: readonly Stack[], { CI, TF_BUILD }: NodeJS.ProcessEnv): void {
  if (!CI && !TF_BUILD) return;
  const local = stacks.find(({ folder }) => 'local' in (readStack(folder).terraform?.backend ?? {}));
  if (!local) return;
  throw new StepError(
    `the state of ${local.name} is a file on this runner, and would be lost with the runner; set a storage account as ` +
      "'state' in platform.yaml",
  );
}

function readStack(folder: string): { readonly terraform?: { readonly backend?: object } } {
  return JSON.parse(readFileSync(join(folder, 'cdk.tf.json'), 'utf8')) as ReturnType<typeof readStack>;
}
