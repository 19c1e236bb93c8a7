import { escapeMarkdown } from '../review/report/escape-markdown';
import { COMMENT_MARK } from '../review/report/markdown';

import type { PlanRecord } from './plan-folder';

/** Most characters of a comment on GitHub. */
const COMMENT_MAX = 65_536;

/** Most characters of a reason: what Terraform says first tells the rest. */
const REASON_MAX = 600;

/** Most stacks whose reasons are told. */
const REASONS_MAX = 10;

/** What a review is of. */
export interface Subject {
  readonly commit?: string;

  /** Labels that were given to it. They let pass what the policy asks them for. */
  readonly labels: readonly string[];
}

/** The comment on a pull request: what is not planned, above what the review says of the rest. */
export function reviewComment(
  review: string | undefined,
  { deferred, failed }: { readonly deferred: readonly PlanRecord[]; readonly failed: readonly PlanRecord[] },
  subject: Subject = { labels: [] },
): string {
  const text =
    review ??
    `${COMMENT_MARK}\n## Plan review: ${deferred.length + failed.length === 0 ? 'no stack is concerned' : 'no plan'}\n`;
  const notes = [
    ...named(subject),
    ...told('Not planned, because it failed', failed),
    ...told(
      'Not planned yet, because it depends on what is deployed before. To be planned and reviewed then',
      deferred,
    ),
  ];
  if (notes.length === 0) return text;
  const [mark = '', ...lines] = text.split('\n');
  return shortened([mark, ...notes, ...lines].join('\n'));
}

function named({ commit, labels }: Subject): string[] {
  const parts = [
    ...(commit === undefined ? [] : [`Of commit ${escapeMarkdown(commit)}.`]),
    ...(labels.length === 0 ? [] : [`Labels: ${labels.map(escapeMarkdown).join(', ')}.`]),
  ];
  return parts.length === 0 ? [] : [parts.join(' '), ''];
}

function told(title: string, records: readonly PlanRecord[]): string[] {
  if (records.length === 0) return [];
  const more = records.length - REASONS_MAX;
  return [
    `**${title}:** ${records.map(({ stack }) => stack).join(', ')}`,
    '',
    ...records.slice(0, REASONS_MAX).flatMap(({ stack, reason = '' }) => [
      `<details><summary>${stack}</summary>`,
      '',
      ...reason
        .slice(0, REASON_MAX)
        .split('\n')
        .map((line) => `    ${line}`),
      '',
      '</details>',
      '',
    ]),
    ...(more > 0 ? [`… and ${more} more, told by the log of the run.`, ''] : []),
  ];
}

/** Leaves the last details out until the comment fits. */
function shortened(comment: string): string {
  let text = comment;
  let left = 0;
  const note = () => (left === 0 ? '' : `\n**Left out:** the details of ${left} plans, the last above.\n`);
  while (text.length + note().length > COMMENT_MAX) {
    const start = text.lastIndexOf('<details>');
    const end = text.indexOf('</details>', start);
    if (start < 0 || end < 0) break;
    text = `${text.slice(0, start)}${text.slice(end + '</details>'.length)}`;
    left += 1;
  }
  return `${text}${note()}`;
}
