import { COMMENT_MARK, COMMENT_MAX, REVIEW_MIN } from '../review/report/comment';
import { markdownOf } from '../review/report/escape-markdown';
import type { TenantDrift } from '../sync/drift/difference';

import { firstLine } from './table';

/**
 * The result for one stack. `not deployed`: nothing was changed outside the configuration files, but the files
 * themselves were changed after the last deployment.
 */
export interface StackDrift {
  readonly stack: string;
  readonly outcome: 'drift' | 'failed' | 'no drift' | 'not deployed';
  readonly reason?: string;
}

export interface DriftReport {
  readonly stacks: readonly StackDrift[];
  readonly tenants: readonly TenantDrift[];

  /** The parts that could not be examined, with the reasons. */
  readonly failures: readonly { readonly where: string; readonly reason: string }[];
}

/** Marker by which a pipeline finds its own issue again, to update it. */
export const ISSUE_MARK = '<!-- entra-scim drift -->';

/** Maximum number of differences to list for a tenant, and maximum length of a value, in characters. */
const TOLD_MAX = 20;
const VALUE_MAX = 200;

/** Introduces the review of the stacks' plans. */
const PLANS =
  'Based on plans that were made just now: what was changed outside the files, and what a deployment would do.';

/** The worst result: `failed` if something could not be examined, `drift` if the deployment differs from the files. */
export function worstOf({ stacks, tenants, failures }: DriftReport): 'drift' | 'failed' | 'no drift' {
  const failed = stacks.some(({ outcome }) => outcome === 'failed') || tenants.some(({ error }) => error);
  if (failed || failures.length > 0) return 'failed';
  const differs = stacks.some(({ outcome }) => outcome !== 'no drift');
  return differs || tenants.some(({ differences }) => differences.length > 0) ? 'drift' : 'no drift';
}

/**
 * The text of the issue: first failures, then the differences in Entra for each tenant, then the review of the stacks.
 */
export function renderIssue(report: DriftReport, review: string | undefined): string {
  const failed = [
    ...report.stacks.flatMap(({ stack, outcome, reason }) => (outcome === 'failed' ? [[stack, reason] as const] : [])),
    ...report.tenants.flatMap(({ tenant, error }) => (error === undefined ? [] : [[tenant, error] as const])),
    ...report.failures.map(({ where, reason }) => [where, reason] as const),
  ];
  const lines = [
    ISSUE_MARK,
    `## Drift: ${worstOf(report) === 'no drift' ? 'none' : 'the deployment differs from the files'}`,
    '',
    ...failed.map(([name, reason]) => `- **${name}** could not be checked: ${cell(firstLine(reason))}`),
    ...report.stacks.flatMap(({ stack, outcome }) =>
      outcome === 'not deployed'
        ? [`- **${stack}** was not changed outside the files, but the current files are not deployed yet`]
        : [],
    ),
    '',
    ...report.tenants.flatMap(renderTenant),
  ];
  const rest = review === undefined ? [] : ['## What Terraform finds', '', PLANS, '', withoutMark(review)];
  const whole = [...lines, ...rest].join('\n');
  if (whole.length <= COMMENT_MAX) return whole;
  const left = `\n\n**Left out**, because an issue can have only ${COMMENT_MAX.toLocaleString('en')} characters: the rest. \`npx entra-scim drift\` shows it.\n`;
  const fits = whole.slice(0, COMMENT_MAX - left.length);
  return `${fits.slice(0, fits.lastIndexOf('\n'))}${left}`;
}

/**
 * Maximum length of the review in the issue, in characters. The review gets the space that the rest of the issue
 * leaves. A longer review is shortened.
 */
export function roomForReview(report: DriftReport): number {
  return Math.max(REVIEW_MIN, COMMENT_MAX - renderIssue(report, '').length);
}

/** The review without its marker, which would make the text look like a comment on a pull request. */
function withoutMark(review: string): string {
  return review
    .split('\n')
    .filter((line) => line !== COMMENT_MARK)
    .join('\n');
}

function renderTenant({ tenant, differences }: TenantDrift): string[] {
  if (differences.length === 0) return [];
  const more = differences.length - TOLD_MAX;
  return [
    `### ${tenant}`,
    '',
    '| what | in the files | in Entra |',
    '| --- | --- | --- |',
    ...differences
      .slice(0, TOLD_MAX)
      .map(({ what, declared, found }) => `| ${cell(what)} | ${cell(declared)} | ${cell(found)} |`),
    ...(more > 0 ? ['', `… and ${more} more: \`npx entra-scim drift ${tenant}\``] : []),
    '',
  ];
}

function cell(text: string | undefined): string {
  if (text === undefined) return '–';
  const short = text.length > VALUE_MAX ? `${text.slice(0, VALUE_MAX)}…` : text;
  return markdownOf(short.replaceAll('\n', ' '));
}
