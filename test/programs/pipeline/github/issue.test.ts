import type { Written } from '../../../support/fake-gh';
import { PipelineProject } from '../../../support/pipeline-project';

const MARK = '<!-- entra-scim drift -->';
const BOT = { login: 'github-actions[bot]' };
const OTHERS: readonly Written[] = [
  { id: 1, user: { login: 'ann' }, body: MARK },
  { id: 2, user: BOT, body: `${MARK}\nof last month`, state: 'closed' },
  { id: 3, user: BOT, body: 'of another workflow' },
];
const MINE: Written = { id: 4, user: BOT, body: `${MARK}\nold` };

/** The issues after the drift step ended with a given exit code. */
async function publish(code: string, issues: readonly Written[], text?: string) {
  using project = new PipelineProject();
  project.gitHub({ issues: [...OTHERS, ...issues] });
  if (text !== undefined) project.write('drift.md', text);
  const ended = await project.run(['github', 'issue', '--code', code]);
  const { issues: all, comments } = project.gitHubNow();
  expect(all.slice(0, OTHERS.length)).toEqual(OTHERS);
  return { code: ended.code, mine: all.slice(OTHERS.length), comments };
}

describe('entra-scim pipeline github issue', () => {
  test('opens an issue about drift', async () => {
    const { code, mine } = await publish('1', [], `${MARK}\ndrift`);

    expect(code).toBe(0);
    expect(mine).toMatchObject([{ title: 'Drift: the deployment differs from the files', body: `${MARK}\ndrift` }]);
  });

  test('updates the one that is open', async () => {
    const { code, mine } = await publish('1', [MINE], `${MARK}\nnew`);

    expect(code).toBe(0);
    expect(mine).toEqual([{ ...MINE, body: `${MARK}\nnew` }]);
  });

  test('closes it when the drift is gone, and names the run', async () => {
    const { code, mine, comments } = await publish('0', [MINE], `${MARK}\nnone`);

    expect(code).toBe(0);
    expect(mine).toEqual([{ ...MINE, state: 'closed' }]);
    expect(comments[4]?.map(({ body }) => body)).toEqual([
      'No drift any more: https://github.example/acme/scim/actions/runs/77',
    ]);
  });

  test('opens none when there is no drift', async () => {
    expect(await publish('0', [], `${MARK}\nnone`)).toMatchObject({ code: 0, mine: [], comments: {} });
  });

  test('fails when something could not be checked, and says so in the issue', async () => {
    expect(await publish('2', [MINE], `${MARK}\nfailed`)).toMatchObject({
      code: 2,
      mine: [{ body: `${MARK}\nfailed` }],
    });
  });

  test('fails when drift could not be determined, and does not close the issue', async () => {
    const { code, mine } = await publish('', [MINE]);

    expect(code).toBe(2);
    expect(mine).toMatchObject([{ id: 4, body: expect.stringContaining('Drift: it could not be checked') }]);
    expect(mine[0]?.state).toBeUndefined();
  });
});
