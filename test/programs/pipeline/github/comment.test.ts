import { COMMENT_MARK } from '../../../../programs/review/report/comment';
import type { Written } from '../../../support/fake-gh';
import { PipelineProject } from '../../../support/pipeline-project';

const BOT = { login: 'github-actions[bot]' };
const OTHERS: readonly Written[] = [
  { id: 1, user: { login: 'ann' }, body: `${COMMENT_MARK}\nquoted` },
  { id: 2, user: BOT, body: 'a comment of another workflow' },
  { id: 3, user: { login: 'ben' }, body: 'well done' },
];
const CALL = ['github', 'comment', '--number', '7', '--commit', 'abc123'];

describe('entra-scim pipeline github comment', () => {
  test('writes the review as one comment, and updates it the next time', async () => {
    using project = new PipelineProject();
    project.gitHub({ comments: { 7: [...OTHERS] } });
    project.write('review.md', `${COMMENT_MARK}\nfirst`);
    const first = await project.start(CALL);
    project.write('review.md', `${COMMENT_MARK}\nsecond, with "quotes" and @names`);

    const second = await project.run(CALL);

    expect([first.code, second.code]).toEqual([0, 0]);
    const [, , , mine, ...more] = project.gitHubNow().comments[7] ?? [];
    expect(project.gitHubNow().comments[7]?.slice(0, 3)).toEqual(OTHERS);
    expect(mine?.body).toBe(`${COMMENT_MARK}\nsecond, with "quotes" and @names`);
    expect(more).toEqual([]);
  });

  test('replaces the review of an earlier commit when this one could not be planned', async () => {
    using project = new PipelineProject();
    project.gitHub({ comments: { 7: [{ id: 9, user: BOT, body: `${COMMENT_MARK}\nroutine` }] } });

    const { code } = await project.run(CALL);

    expect(code).toBe(0);
    expect(project.gitHubNow().comments[7]).toHaveLength(1);
    expect(project.gitHubNow().comments[7]?.[0]?.body).toBe(
      `${COMMENT_MARK}\n## Plan review: no plan\n\nCommit abc123 could not be planned; ` +
        'for the reason, see [the run](https://github.example/acme/scim/actions/runs/77).\n',
    );
  });

  test('fails outside of a workflow, and when GitHub refuses', async () => {
    using project = new PipelineProject();
    project.write('review.md', COMMENT_MARK);

    const outside = await project.run(CALL, { GITHUB_REPOSITORY: '' });
    project.gitHub();
    const refused = await project.run(CALL, { GITHUB_REPOSITORY: 'acme/other' });

    expect([outside.code, refused.code]).toEqual([2, 2]);
    expect(outside.errors).toContain('GITHUB_REPOSITORY is not set; this step is for a GitHub workflow');
    expect(refused.errors).toContain("'gh api --paginate --slurp' failed with exit code 1\ngh: Not Found (HTTP 404)");
  });
});
