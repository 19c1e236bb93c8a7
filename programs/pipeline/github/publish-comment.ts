import { existsSync, readFileSync, writeFileSync } from 'node:fs';

import { COMMENT_MARK } from '../../review/report/comment';

import type { GitHub } from './git-hub';

/** A pull request, and the comment on it. */
export interface Comment {
  /** Number of the pull request. */
  readonly number: number;

  /** Head of the pull request. */
  readonly commit: string;

  /** File of the review. If there is none, the comment says so. */
  readonly file: string;
}

interface Written {
  readonly id: number;
  readonly body: string | null;
  readonly user: { readonly login: string } | null;
}

/** The account that a run's token writes as. */
export const AUTHOR = 'github-actions[bot]';

/** Writes the one comment of a pull request, or updates it. The review of an earlier commit is never left in place for this one. */
export async function publishComment(gitHub: GitHub, { number, commit, file }: Comment): Promise<string> {
  if (!existsSync(file)) {
    const text = `Commit ${commit} could not be planned; [the run](${gitHub.runUrl}) says why.`;
    writeFileSync(file, `${COMMENT_MARK}\n## Plan review: no plan\n\n${text}\n`);
  }
  const [mark = ''] = readFileSync(file, 'utf8').split('\n');
  const comments = (await gitHub.readPages(`issues/${number}/comments?per_page=100`)).flat() as Written[];
  const mine = comments.find(({ user, body }) => user?.login === AUTHOR && body?.startsWith(mark));
  if (mine === undefined) {
    await gitHub.write('POST', `issues/${number}/comments`, { body: `@${file}` });
    return 'wrote the comment';
  }
  await gitHub.write('PATCH', `issues/comments/${mine.id}`, { body: `@${file}` });
  return 'updated the comment';
}
