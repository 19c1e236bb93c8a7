import { escapeMarkdown } from '../review/report/escape-markdown';
import { COMMENT_MARK } from '../review/report/markdown';

import { firstLine } from './table';
import type { TenantDrift } from './tenant-drift';

export interface StackDrift {
  readonly stack: string;
  readonly outcome: 'drift' | 'failed' | 'no drift';
  readonly reason?: string;
}

export interface DriftReport {
  readonly stacks: readonly StackDrift[];
  readonly tenants: readonly TenantDrift[];
}

/** By which a pipeline finds its issue again, to update it. */
const ISSUE_MARK = '<!-- entra-scim drift -->';

/** Most characters of an issue on GitHub. */
const ISSUE_MAX = 65_536;

/** Most differences that are told of a tenant, and most characters of a value. */
const TOLD_MAX = 20;
const VALUE_MAX = 200;

/** What a review of such plans cannot know. */
const REFRESH_ONLY =
  'Of plans that only look (`-refresh-only`). What a deployment does to it, the plan of that deployment tells.';

/** Whether there is drift, or something that could not be looked at. */
export function worstOf({ stacks, tenants }: DriftReport): 'drift' | 'failed' | 'no drift' {
  if (stacks.some(({ outcome }) => outcome === 'failed') || tenants.some(({ error }) => error)) return 'failed';
  const drift = stacks.some(({ outcome }) => outcome === 'drift') || tenants.some((one) => one.differences.length > 0);
  return drift ? 'drift' : 'no drift';
}

/** The text of the issue: what failed, what differs in Entra per tenant, then what the review says of the stacks. */
export function renderIssue(report: DriftReport, review: string | undefined): string {
  const failed = [
    ...report.stacks.flatMap(({ stack, outcome, reason }) => (outcome === 'failed' ? [[stack, reason] as const] : [])),
    ...report.tenants.flatMap(({ tenant, error }) => (error === undefined ? [] : [[tenant, error] as const])),
  ];
  const lines = [
    ISSUE_MARK,
    `## Drift: ${worstOf(report) === 'no drift' ? 'none' : 'what is deployed is not what the files say'}`,
    '',
    ...failed.map(([name, reason]) => `- **${name}** could not be looked at: ${cell(firstLine(reason))}`),
    '',
    ...report.tenants.flatMap(renderTenant),
  ];
  const rest =
    review === undefined ? [] : ['## What was changed outside of Terraform', '', REFRESH_ONLY, '', tell(review)];
  const whole = [...lines, ...rest].join('\n');
  if (whole.length <= ISSUE_MAX) return whole;
  const left = `\n\n**Left out**, because an issue holds ${ISSUE_MAX.toLocaleString('en')} characters: the rest. \`npm run drift\` tells it.\n`;
  const fits = whole.slice(0, ISSUE_MAX - left.length);
  return `${fits.slice(0, fits.lastIndexOf('\n'))}${left}`;
}

/** The review as a part of a text that is no comment on a pull request. */
function tell(review: string): string {
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
    ...(more > 0 ? ['', `… and ${more} more: \`npm run drift -- ${tenant}\``] : []),
    '',
  ];
}

function cell(text: string | null | undefined): string {
  if (text === undefined || text === null) return '–';
  const short = text.length > VALUE_MAX ? `${text.slice(0, VALUE_MAX)}…` : text;
  return escapeMarkdown(short.replaceAll('\n', ' '));
}
