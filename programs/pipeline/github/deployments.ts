import type { GitHub } from './git-hub';

/** The result of one stack's deployment. */
export interface Deployment {
  readonly stack: string;
  readonly outcome: 'applied' | 'failed' | 'not applied';

  /**
   * Whether the deployment has failed: its job did not finish, or a part of the job failed, such as the test of the
   * connection.
   */
  readonly hasFailed: boolean;
}

interface Job {
  readonly name: string;
  readonly conclusion: string | null;
  readonly steps?: readonly { readonly name: string; readonly conclusion: string | null }[];
}

/**
 * Patterns for the names of the jobs in deploy.yml and verify.yml. GitHub puts the name of the calling job before each
 * name.
 */
const DEPLOYS = /\/ deploy (\S+)$/;
const TESTS = /\/ test (\S+)$/;

/** Job conclusions that count as passed. A job that takes too long ends as `cancelled`. */
const PASSED = ['skipped', 'success'];

/** The deployments of this run. If a deployment was repeated, its last attempt counts. */
export async function deploymentsOf(gitHub: GitHub): Promise<Deployment[]> {
  return (await jobsOf(gitHub, `actions/runs/${gitHub.run}/jobs`)).flatMap(deployment);
}

/**
 * The deployments that have failed in this attempt. Failures of earlier attempts do not count, since this attempt may
 * have repaired them.
 */
export async function failuresNow(gitHub: GitHub): Promise<string[]> {
  const jobs = await jobsOf(gitHub, `actions/runs/${gitHub.run}/attempts/${gitHub.attempt}/jobs`);
  return jobs.flatMap(deployment).flatMap(({ stack, hasFailed }) => (hasFailed ? [stack] : []));
}

/** Slugs of tenants whose connection test has failed in this run. */
export async function failedTests(gitHub: GitHub): Promise<string[]> {
  const failed = (await jobsOf(gitHub, `actions/runs/${gitHub.run}/jobs`)).filter(hasFailed);
  return failed.flatMap(({ name }) => TESTS.exec(name)?.slice(1) ?? []);
}

async function jobsOf(gitHub: GitHub, path: string): Promise<Job[]> {
  const pages = (await gitHub.readPages(`${path}?per_page=100`)) as { jobs: Job[] }[];
  return pages.flatMap(({ jobs }) => jobs);
}

function deployment(job: Job): Deployment[] {
  const { name, steps = [] } = job;
  const stack = DEPLOYS.exec(name)?.[1];
  if (stack === undefined) return [];
  const apply = steps.find((step) => step.name === 'apply')?.conclusion ?? 'skipped';
  const outcome = apply === 'success' ? 'applied' : apply === 'skipped' ? 'not applied' : 'failed';
  return [{ stack, outcome, hasFailed: hasFailed(job) }];
}

/** Whether a job has failed. A running job has no conclusion yet. */
function hasFailed({ conclusion }: Job): boolean {
  return conclusion !== null && !PASSED.includes(conclusion);
}
