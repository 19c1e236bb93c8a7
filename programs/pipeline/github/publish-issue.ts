import { existsSync, writeFileSync } from 'node:fs';

import { ISSUE_MARK } from '../drift-issue';

import type { GitHub } from './git-hub';
import { AUTHOR } from './publish-comment';

interface Issue {
  readonly number: number;
  readonly body: string | null;
  readonly user: { readonly login: string } | null;
}

const TITLE = 'Drift: what is deployed is not what the files say';

/**
 * Opens the one issue about drift, updates it, or closes it when nothing is left.
 *
 * @param file file of its text. If there is none, the issue says that drift could not be determined.
 * @param isClean whether there is no drift.
 */
export async function publishIssue(gitHub: GitHub, file: string, isClean: boolean): Promise<string> {
  const issues = (await gitHub.readPages('issues?state=open&per_page=100')).flat() as Issue[];
  const mine = issues.find(({ user, body }) => user?.login === AUTHOR && body?.startsWith(ISSUE_MARK));
  if (isClean) {
    if (mine === undefined) return 'no issue is open';
    await gitHub.write('POST', `issues/${mine.number}/comments`, { body: `No drift any more: ${gitHub.runUrl}` });
    await gitHub.write('PATCH', `issues/${mine.number}`, { state: 'closed' });
    return `closed issue ${mine.number}`;
  }
  if (!existsSync(file)) {
    writeFileSync(file, `${ISSUE_MARK}\n## Drift: nobody could look\n\n[The run](${gitHub.runUrl}) says why.\n`);
  }
  if (mine === undefined) {
    await gitHub.write('POST', 'issues', { title: TITLE, body: `@${file}` });
    return 'opened an issue';
  }
  await gitHub.write('PATCH', `issues/${mine.number}`, { body: `@${file}` });
  return `updated issue ${mine.number}`;
}
