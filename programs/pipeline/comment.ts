import { inBrief } from '../../command-line/counted';
import { COMMENT_MARK } from '../review/report/comment';
import { htmlOf, markdownOf } from '../review/report/escape-markdown';

import type { PlanRecord } from './plan-folder';

/** Maximum length of a reason, in characters. The beginning is enough, because Terraform puts the cause first. */
const REASON_MAX = 600;

/** The comment names at most STACKS_MAX stacks. For at most REASONS_MAX of them, it also gives a reason. */
const STACKS_MAX = 100;
const REASONS_MAX = 10;

/** The commit that a review is about, and the labels of its pull request. */
export interface Subject {
  readonly commit?: string;

  /** Labels of the pull request. A label permits those changes for which the policy requires that label. */
  readonly labels: readonly string[];
}

/** Markdown that a pipeline puts around a review. */
export interface Notes {
  readonly above: string;
  readonly below: string;
}

/**
 * Writes the parts around the review. The part above lists the stacks that are not planned. The part below names the
 * commit and the labels.
 */
export function notesOf(
  { deferred, failed }: { readonly deferred: readonly PlanRecord[]; readonly failed: readonly PlanRecord[] },
  subject: Subject,
): Notes {
  const above = [
    ...reasons('Not planned, because it failed', failed),
    ...reasons(
      'Not planned yet, because these stacks depend on stacks that must be deployed first. Plan and review them after that',
      deferred,
    ),
  ];
  return { above: above.join('\n'), below: named(subject) };
}

/**
 * The comment on a pull request.
 *
 * @param review the review as Markdown or, if there is no review, the text that replaces it.
 */
export function commentOf(review: string, { above, below }: Notes): string {
  const [mark = '', ...lines] = review.split('\n');
  return [mark, ...(above === '' ? [] : [above]), ...lines, ...(below === '' ? [] : [below, ''])].join('\n');
}

/** The text that replaces the review if there are no plans. */
export function emptyReview(isConcerned: boolean): string {
  return `${COMMENT_MARK}\n## Plan review: ${isConcerned ? 'no plan' : 'no stack is affected'}\n`;
}

function named({ commit, labels }: Subject): string {
  return [
    ...(commit === undefined ? [] : [`Of commit ${markdownOf(commit)}.`]),
    ...(labels.length === 0 ? [] : [`Labels: ${markdownOf(labels.join(', '))}.`]),
  ].join(' ');
}

function reasons(title: string, records: readonly PlanRecord[]): string[] {
  if (records.length === 0) return [];
  const more = records.length - REASONS_MAX;
  return [
    `**${title}:** ${markdownOf(
      inBrief(
        records.map(({ stack }) => stack),
        STACKS_MAX,
      ),
    )}`,
    '',
    ...records.slice(0, REASONS_MAX).flatMap(({ stack, reason = '' }) => [
      `<details><summary>${htmlOf(stack)}</summary>`,
      '',
      ...reason
        .slice(0, REASON_MAX)
        .split('\n')
        .map((line) => `    ${line}`),
      '',
      '</details>',
      '',
    ]),
    ...(more > 0 ? [`… and ${more} more; see the log of the run.`, ''] : []),
  ];
}
