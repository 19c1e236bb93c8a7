import { existsSync, readFileSync, writeFileSync } from 'node:fs';

import { COMMENT_MARK } from '../../review/report/comment';
import { ISSUE_MARK } from '../drift-issue';

import type { GitHub } from './git-hub';

/**
 * Writes the review as a comment on a pull request. If there is a comment from an earlier run, replaces its text, so
 * that the comment never shows the review of an earlier commit.
 *
 * @param pull number and head commit of the pull request, and the file with the review. If the file does not exist, the
 *   comment says that there is no review.
 */
export async function publishComment(
  gitHub: GitHub,
  { number, commit, file }: { readonly number: number; readonly commit: string; readonly file: string },
): Promise<string> {
  if (!existsSync(file)) {
    const text = `Commit ${commit} could not be planned; for the reason, see [the run](${gitHub.runUrl}).`;
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
 * Opens or updates the issue about drift. If there is no longer any drift, closes the issue.
 *
 * @param file file with the text of the issue. If the file does not exist, the issue says that drift could not be
 *   examined.
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
    writeFileSync(
      file,
      `${ISSUE_MARK}\n## Drift: it could not be checked\n\nFor the reason, see [the run](${gitHub.runUrl}).\n`,
    );
  }
  if (mine) await gitHub.write('PATCH', `issues/${mine.number}`, { body: `@${file}` });
  else await gitHub.write('POST', 'issues', { title: TITLE, body: `@${file}` });
  return mine ? `updated issue ${mine.number}` : 'opened an issue';
}

/** A comment or an issue. A comment is identified by `id`, an issue by `number`. */
interface Written {
  readonly id: number;
  readonly number: number;
  readonly body: string | null;
  readonly user: { readonly login: string } | null;
}

/** The account that writes with the token of a workflow run. */
const AUTHOR = 'github-actions[bot]';

/** Finds the comment or issue that an earlier run wrote, by the mark at its beginning. */
async function findOwn(gitHub: GitHub, path: string, mark: string): Promise<Written | undefined> {
  const all = (await gitHub.readPages(path)).flat() as Written[];
  return all.find(({ user, body }) => user?.login === AUTHOR && body?.startsWith(mark));
}
