import { StepError } from '../step';

import type { GitHub } from './git-hub';

/** A workflow run as GitHub returns it. */
interface Run {
  readonly id: number;
  readonly path: string;

  /** The name of the run, which the workflow sets with `run-name`. */
  readonly display_title: string;
  readonly event: string;
  readonly head_branch: string | null;
  readonly status: string;
  readonly conclusion: string | null;
  readonly created_at: string;
}

interface Pull {
  readonly number: number;
  readonly merged_at: string | null;
  readonly base: { readonly ref: string };
  readonly head: { readonly sha: string };
}

const WORKFLOW = 'plan.yml';
const REMEDY = `Run ${WORKFLOW} on this branch, read the review, and run apply with the id of that run.`;

/**
 * The id of the run whose review led to the merge. Only the newest run before the merge counts, and only if it reviewed
 * the last commit of the pull request. An earlier run does not count even if it passed, since somebody may have removed
 * a label after that run.
 *
 * @param commit the commit that was pushed.
 * @param branch the branch to which it was pushed.
 * @throws {StepError} if nobody has reviewed the commit, or the review did not pass.
 */
export async function runOfMerge(gitHub: GitHub, commit: string, branch: string): Promise<number> {
  const pulls = (await gitHub.readPages(`commits/${commit}/pulls?per_page=100`)).flat() as Pull[];
  const pull = pulls.find(({ merged_at, base }) => merged_at !== null && base.ref === branch);
  if (!pull) {
    throw new StepError(
      `${commit} was not merged into ${branch} by a pull request, so nobody has reviewed it. ${REMEDY}`,
    );
  }

  const { sha } = pull.head;
  const mark = runMark(pull.number, branch);
  const query = `event=pull_request&head_sha=${sha}&per_page=100`;
  const pages = await gitHub.readPages(`actions/workflows/${WORKFLOW}/runs?${query}`);
  const newest = (pages as { workflow_runs: Run[] }[])
    .flatMap(({ workflow_runs }) => workflow_runs)
    .filter(({ display_title }) => display_title.startsWith(mark))
    .filter(({ created_at }) => Date.parse(created_at) <= Date.parse(pull.merged_at ?? ''))
    .sort((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at))[0];
  if (!newest) throw new StepError(`there is no run '${mark}' of ${WORKFLOW} for ${sha}. ${REMEDY}`);
  if (newest.conclusion === 'success') return newest.id;
  const why = newest.conclusion === 'skipped' ? ', because pull requests from forks are not planned' : '';
  throw new StepError(`run ${newest.id}, the last of ${WORKFLOW} for ${sha}, is '${stateOf(newest)}'${why}. ${REMEDY}`);
}

/**
 * Prefix of the names of all runs for a pull request.
 *
 * Two pull requests may have the same last commit. GitHub does not say which of the two a run belongs to: a run's
 * `pull_requests` lists all pull requests that are open when the run is read and that have the same branch.
 */
export function runMark(pull: number, base: string): string {
  return `#${pull} into ${base}:`;
}

/**
 * Checks the run that a person has chosen after reading its review, and returns the run's id.
 *
 * @param branch the branch of the run. On another branch, the workflow file may be different.
 * @throws {StepError} if the run is not a review of this branch, or did not pass.
 */
export async function runNamed(gitHub: GitHub, id: string, branch: string): Promise<number> {
  if (!/^\d+$/.test(id))
    throw new StepError(`'${id}' is not the id of a run; the id is the number at the end of the run's URL`);
  const run = (await gitHub.read(`actions/runs/${id}`)) as Run;
  const found = `${run.path.split('@')[0] ?? ''}, ${run.event} on ${run.head_branch ?? 'no branch'}, ${stateOf(run)}`;
  const wanted = `.github/workflows/${WORKFLOW}, workflow_dispatch on ${branch}, success`;
  if (found !== wanted) throw new StepError(`run ${id} is '${found}', but must be '${wanted}'. ${REMEDY}`);
  return run.id;
}

function stateOf({ status, conclusion }: Run): string {
  return conclusion ?? status;
}
