import { existsSync, readFileSync, writeFileSync } from 'node:fs';

import { COMMENT_MARK } from '../../review/report/comment';
import { ISSUE_MARK } from '../drift-issue';

import type { GitHub } from './git-hub';

/**
 * Writes the one comment of a pull request, or updates it. The review of an earlier commit is never left in place for
 * this one.
 *
 * @param pull number and head of the pull request, and the file that holds the review. If there is no file, the comment
 * says so.
 */
export async function publishComment(
  gitHub: GitHub,
  { number, commit, file }: { readonly number: number; readonly commit: string; readonly file: string },
): Promise<string> {
  if (!existsSync(file)) {
    const text = `Commit ${commit} could not be planned; [the run](${gitHub.runUrl}) says why.`;
    writeFileSync(file, `${COMMENT_MARK}\n## Plan review: no plan\n\n${text}\n`);
  }
  const [mark = ''] = readFileSync(file, 'utf8').split('\n');
  const mine = await findOwn(gitHub, `issues/${number}/comments?per_page=100`, mark);
  if (mine) await gitHub.write('PATCH', `issues/comments/${mine.id}`, { body: `@${file}` });
  else await gitHub.write('POST', `issues/${number}/comments`, { body: `@${file}` });
  return `${mine ? 'updated' : 'wrote'} the comment`;
}

const TITLE = 'Drift: the deployment differs from the files';

/**
 * Opens the one issue about drift, updates it, or closes it when nothing is left.
 *
 * @param file the file with the issue's text. If there is none, the issue says that drift could not be examined.
 * @param isClean whether there is no drift.
 */
export async function publishIssue(gitHub: GitHub, file: string, isClean: boolean): Promise<string> {
  const mine = await findOwn(gitHub, 'issues?state=open&per_page=100', ISSUE_MARK);
  if (isClean) {
    if (!mine) return 'no issue is open';
    await gitHub.write('POST', `issues/${mine.number}/comments`, { body: `No drift any more: ${gitHub.runUrl}` });
    await gitHub.write('PATCH', `issues/${mine.number}`, { state: 'closed' });
    return `closed issue ${mine.number}`;
  }
  if (!existsSync(file)) {
    writeFileSync(file, `${ISSUE_MARK}\n## Drift: nobody could look\n\n[The run](${gitHub.runUrl}) says why.\n`);
  }
  if (mine) await gitHub.write('PATCH', `issues/${mine.number}`, { body: `@${file}` });
  else await gitHub.write('POST', 'issues', { title: TITLE, body: `@${file}` });
  return mine ? `updated issue ${mine.number}` : 'opened an issue';
}

/** A comment, which is known by its id, or an issue, known by its number. */
interface Written {
  readonly id: number;
  readonly number: number;
  readonly body: string | null;
  readonly user: { readonly login: string } | null;
}

/** The account that writes with the token of a run. */
const AUTHOR = 'github-actions[bot]';

/** The text that an earlier run wrote. It begins with a mark. */
async function findOwn(gitHub: GitHub, path: string, mark: string): Promise<Written | undefined> {
  const all = (await gitHub.readPages(path)).flat() as Written[];
  return all.find(({ user, body }) => user?.login === AUTHOR && body?.startsWith(mark));
}
