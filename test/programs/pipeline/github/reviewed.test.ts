import type { FakeGitHub } from '../../../support/fake-gh';
import { PipelineProject } from '../../../support/pipeline-project';

const MERGED_AT = '2026-03-02T12:00:00Z';
const PULLS = {
  m1: [
    { number: 5, merged_at: null, base: { ref: 'main' }, head: { sha: 'draft' } },
    { number: 6, merged_at: MERGED_AT, base: { ref: 'dev' }, head: { sha: 'h1' } },
    { number: 7, merged_at: MERGED_AT, base: { ref: 'main' }, head: { sha: 'h1' } },
  ],
};

/** A run of the plan workflow for the pull request's head, started at this hour on the day of the merge. */
function run(id: number, hour: string, more: Partial<FakeGitHub['runs'][number]> = {}): FakeGitHub['runs'][number] {
  return {
    id,
    path: '.github/workflows/plan.yml@refs/pull/7/merge',
    display_title: '#7 into main: Let Finance in',
    event: 'pull_request',
    head_branch: 'change',
    head_sha: 'h1',
    status: 'completed',
    conclusion: 'success',
    created_at: `2026-03-02T${hour}:00:00Z`,
    ...more,
  };
}

const BY_HAND = run(30, '11', {
  event: 'workflow_dispatch',
  head_branch: 'main',
  path: '.github/workflows/plan.yml',
  display_title: 'plan',
});

/** Fetches the review. The review of each run contains the id of the run. */
async function fetch(runs: FakeGitHub['runs'], ...more: readonly string[]) {
  using project = new PipelineProject();
  const artifacts = Object.fromEntries(runs.map(({ id }) => [id, { 'review.md': `of ${id}`, 'reviewed.json': '{}' }]));
  project.gitHub({ pulls: PULLS, runs, artifacts });
  const call = ['github', 'reviewed', '--commit', 'm1', '--branch', 'main', ...more];
  const { code, errors } = await project.run(call);
  return { code, errors, review: project.exists('review.md') ? project.read('review.md') : undefined };
}

describe('entra-scim pipeline github reviewed', () => {
  test('fetches the review of the last commit of the merged pull request', async () => {
    const runs = [run(1, '08', { head_sha: 'h0' }), run(2, '09'), run(3, '10', { event: 'push' })];

    expect(await fetch(runs)).toEqual({ code: 0, errors: '', review: 'of 2' });
  });

  test('takes the newest run when a label was added after a failed one', async () => {
    expect(await fetch([run(1, '08', { conclusion: 'failure' }), run(2, '09')])).toMatchObject({ review: 'of 2' });
  });

  test('fails when the label was removed again, whatever passed before', async () => {
    const { code, errors, review } = await fetch([run(2, '09', { conclusion: 'failure' }), run(1, '08')]);

    expect(code).toBe(2);
    expect(errors).toContain(
      "run 2, the last of plan.yml for h1, is 'failure'. Run plan.yml on this branch, read the review",
    );
    expect(review).toBeUndefined();
  });

  test('fails while the newest run is in progress', async () => {
    const { errors } = await fetch([run(1, '08'), run(2, '09', { status: 'in_progress', conclusion: null })]);

    expect(errors).toContain("run 2, the last of plan.yml for h1, is 'in_progress'");
  });

  test('fails on a change from a fork, and says why nobody has planned it', async () => {
    const { code, errors } = await fetch([run(2, '09', { conclusion: 'skipped' })]);

    expect(code).toBe(2);
    expect(errors).toContain("for h1, is 'skipped', because pull requests from forks are not planned. Run plan.yml on");
  });

  test('accepts no run that began after the merge', async () => {
    expect(await fetch([run(1, '08'), run(2, '13', { conclusion: 'skipped' })])).toMatchObject({ review: 'of 1' });
  });

  test.each([
    ['another pull request of the same branch', '#17 into main: Let Finance in'],
    ['the pull request, when it was to be merged elsewhere', '#7 into dev: Let Finance in'],
    ['another one that tells of it', '#8 into main: like #7 into main: Let Finance in'],
  ])('accepts no run of %s', async (_, display_title) => {
    expect(await fetch([run(1, '08'), run(2, '09', { display_title })])).toMatchObject({ review: 'of 1' });
    expect((await fetch([run(2, '09', { display_title })])).errors).toContain(
      "there is no run '#7 into main:' of plan.yml for h1. Run plan.yml on this branch",
    );
  });

  test('fails on a commit without a pull request, and on one that was not planned', async () => {
    const pushed = await fetch([run(1, '08')], '--commit', 'm2');
    const unplanned = await fetch([]);

    expect([pushed.code, unplanned.code]).toEqual([2, 2]);
    expect(pushed.errors).toContain(
      'm2 was not merged into main by a pull request, so nobody has reviewed it. Run plan.yml',
    );
    expect(unplanned.errors).toContain("there is no run '#7 into main:' of plan.yml for h1");
  });

  test('fetches the review of a named run that was started by hand', async () => {
    expect(await fetch([run(1, '08'), BY_HAND], '--run', '30')).toMatchObject({ code: 0, review: 'of 30' });
  });

  test.each([
    ['of another workflow', { path: '.github/workflows/check.yml' }],
    ['of another branch, where the workflow may be another', { head_branch: 'change' }],
    ['of a pull request', { event: 'pull_request' }],
    ['that did not pass', { conclusion: 'failure' }],
  ])('fails on a run %s', async (_, more) => {
    const { code, errors } = await fetch([{ ...BY_HAND, ...more }], '--run', '30');

    expect(code).toBe(2);
    expect(errors).toContain("but must be '.github/workflows/plan.yml, workflow_dispatch on main, success'");
  });

  test('fails on something that is not the id of a run', async () => {
    expect((await fetch([], '--run', '30/../31')).errors).toContain("'30/../31' is not the id of a run");
  });
});
