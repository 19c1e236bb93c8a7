import { PLATFORM_STACK } from '../../../fleet/stack-name';
import type { Stage } from '../stage';
import { StepError } from '../step';
import type { Tenant } from '../tenant';

import { MATRIX_MAX, platformTests } from './platform-tests';

/** A rollout as the jobs of a workflow, whose number is fixed before the number of waves is known. */
export interface RolloutJobs {
  readonly removal: readonly string[];
  readonly platform: readonly string[];

  /** The first wave, and the second. */
  readonly first: readonly string[];
  readonly second: readonly string[];

  /** All later waves, to be deployed stack by stack, so that they keep their order. */
  readonly rest: readonly string[];

  /** Slugs of tenants that the new platform serves, but that are not deployed themselves. */
  readonly verify: readonly string[];
}

/**
 * A wave with more stacks than a matrix allows continues in the next job.
 *
 * @throws {StepError} when the jobs cannot hold all stacks. Nothing has been deployed by then.
 */
export function rolloutJobs(stages: readonly Stage[], tenants: readonly Tenant[]): RolloutJobs {
  const waves = stages.filter(({ name }) => name.startsWith('wave')).flatMap(({ stacks }) => parts(namesOf(stacks)));
  const [first = [], second = [], ...later] = waves;
  const jobs = { removal: stage('removal'), platform: stage(PLATFORM_STACK), first, second, rest: later.flat() };
  for (const [job, stacks] of Object.entries(jobs)) {
    if (stacks.length <= MATRIX_MAX) continue;
    throw new StepError(
      `the job '${job}' would have ${stacks.length} stacks, and GitHub allows a matrix ${MATRIX_MAX}; ` +
        "plan a part of them by hand (the input 'stacks' of plan), and apply that first",
    );
  }
  return { ...jobs, verify: platformTests(Object.values(jobs).flat(), tenants).tested };

  function stage(name: string): string[] {
    return stages.filter((one) => one.name === name).flatMap(({ stacks }) => namesOf(stacks));
  }
}

function namesOf(stacks: Stage['stacks']): string[] {
  return stacks.map(({ name }) => name);
}

function parts(names: readonly string[]): string[][] {
  const count = Math.ceil(names.length / MATRIX_MAX);
  return Array.from({ length: count }, (_, index) => names.slice(index * MATRIX_MAX, (index + 1) * MATRIX_MAX));
}
