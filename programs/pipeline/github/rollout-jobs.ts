import { PLATFORM_STACK } from '../../../fleet/stack-name';
import type { Stage } from '../stage';
import { StepError } from '../step';
import type { Tenant } from '../tenant';

import { MATRIX_MAX, platformTests } from './platform-tests';

/**
 * The stacks of a rollout, distributed over the jobs of a workflow. A workflow has a fixed number of jobs, but the
 * number of waves varies.
 */
export interface RolloutJobs {
  readonly removal: readonly string[];
  readonly platform: readonly string[];

  /** The stacks of the first wave and of the second. */
  readonly first: readonly string[];
  readonly second: readonly string[];

  /** The stacks of all later waves. These stacks are deployed one by one, in the order of the waves. */
  readonly rest: readonly string[];

  /** Slugs of tenants that use the newly deployed platform but are not deployed themselves. */
  readonly verify: readonly string[];
}

/**
 * Distributes the stacks over the jobs. If a wave has more stacks than a matrix allows, the rest of the wave goes into
 * the next job.
 *
 * @throws {StepError} if the jobs have no room for all stacks. The error is thrown before anything is deployed.
 */
export function rolloutJobs(stages: readonly Stage[], tenants: readonly Tenant[]): RolloutJobs {
  const waves = stages.filter(({ name }) => name.startsWith('wave')).flatMap(({ stacks }) => parts(namesOf(stacks)));
  const [first = [], second = [], ...later] = waves;
  const jobs = { removal: stage('removal'), platform: stage(PLATFORM_STACK), first, second, rest: later.flat() };
  for (const [job, stacks] of Object.entries(jobs)) {
    if (stacks.length <= MATRIX_MAX) continue;
    throw new StepError(
      `the job '${job}' would have ${stacks.length} stacks, but GitHub allows only ${MATRIX_MAX} in a matrix; ` +
        "plan some of them by hand (input 'stacks' of plan), and apply these first",
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
