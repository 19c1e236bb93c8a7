import { CHANGE_CLASSES } from '../consequences/consequence';
import type { Drift } from '../meaning/drift';
import type { Finding } from '../meaning/finding';
import type { PlanReview } from '../plan-review';
import { keepsPolicy, type Review, worstClass } from '../review';

import { counted, inBrief } from './counted';
import { DETAIL_LEVELS, type DetailLevel } from './detail-level';
import { escapeMarkdown } from './escape-markdown';
import { groupFindings } from './finding-group';
import { headline } from './headline';
import { remedyOf, type RuleSummary, summarizeRules } from './rule-summary';
import { valueInWords } from './value-in-words';

/** Most characters of a comment on GitHub. */
const COMMENT_MAX = 65_536;

/** By which a pipeline finds its comment again, to update it. */
export const COMMENT_MARK = '<!-- entra-scim plan review -->';

const VALUE_MAX = 500;
const PLANS_TOLD_MAX = 10;
const FOUND_TOLD_MAX = 3;

/** A review as a comment on a pull request. What does not fit is left out, the least important first, and counted. */
export function renderMarkdown(review: Review): string {
  for (const level of DETAIL_LEVELS) {
    const comment = render(review, level);
    if (comment.length < COMMENT_MAX) return comment;
  }
  throw new Error('the shortest report of the review is too long for a comment; review fewer plans at once');
}

function render(review: Review, level: DetailLevel): string {
  const plans = review.plans.toSorted((a, b) => rank(a) - rank(b));
  const changing = plans.filter(({ findings, drift }) => findings.length + drift.length > 0);
  const told = changing.slice(0, level.lines);
  return [
    COMMENT_MARK,
    `## Plan review: ${worstClass(review) ?? 'no changes'}`,
    '',
    ...told.map((plan) => `- **${escapeMarkdown(plan.name)}** (${plan.class ?? 'drift'}): ${line(plan, level)}`),
    ...silent(changing.length - told.length, plans.length - changing.length),
    '',
    `### Policy: ${keepsPolicy(review) ? 'kept' : 'broken'}`,
    '',
    ...summarizeRules(review.results).map(renderRule),
    '',
    ...told.flatMap((plan) => renderPlan(plan, level)),
    ...leftOut(changing, level),
  ].join('\n');
}

function rank(plan: PlanReview): number {
  return plan.class === undefined ? CHANGE_CLASSES.length : CHANGE_CLASSES.indexOf(plan.class);
}

function line(plan: PlanReview, { lineLength }: DetailLevel): string {
  return escapeMarkdown(clip(headline(plan), lineLength));
}

function silent(more: number, unchanged: number): string[] {
  return [
    ...(more > 0 ? [`- and ${counted(more, 'plan')} with less weight`] : []),
    ...(unchanged > 0 ? [`- ${counted(unchanged, 'plan')} without changes`] : []),
  ];
}

function renderRule({ rule, outcome, title, plans, found, ...rest }: RuleSummary): string {
  const who = escapeMarkdown(inBrief(plans, PLANS_TOLD_MAX));
  const what = escapeMarkdown(clip(inBrief(found, FOUND_TOLD_MAX), VALUE_MAX));
  const remedy = remedyOf({ outcome, ...rest });
  return `- **${rule} ${outcome}**, ${who}: ${title} (${what})${remedy === '' ? '' : `; ${escapeMarkdown(remedy)}`}`;
}

function renderPlan(plan: PlanReview, level: DetailLevel): string[] {
  const { name, application, directoryId, findings, drift, changeSetHash } = plan;
  const groups = groupFindings(findings).filter(({ consequence }) => level[consequence.class] > 0);
  const about = [application, directoryId && `directory ${directoryId}`].filter((text) => text !== undefined);
  const body = [
    ...groups.flatMap(({ consequence, findings: same }) => [
      `**${consequence.class}: ${consequence.title}.** ${consequence.reason} *${consequence.next}*`,
      '',
      ...items(same.map(renderFinding), level[consequence.class]),
      '',
    ]),
    ...(drift.length === 0 || level.drift === 0
      ? []
      : [
          '**Drift:** changed outside of Terraform since it ran last.',
          '',
          ...items(drift.map(renderDrift), level.drift),
          '',
        ]),
  ];
  if (body.length === 0) return [];
  const summary = `<b>${escapeMarkdown(name)}</b>${about.length === 0 ? '' : `: ${escapeMarkdown(about.join(', '))}`}`;
  return [
    `<details><summary>${summary}</summary>`,
    '',
    ...body,
    `Hash of the change set: \`${changeSetHash}\``,
    '',
    '</details>',
    '',
  ];
}

/** As many as are told, each with its lines, and how many more there are. */
function items(all: readonly string[][], max: number): string[] {
  const more = all.length - max;
  return [...all.slice(0, max).flat(), ...(more > 0 ? [`- … and ${more.toLocaleString('en')} more`] : [])];
}

function renderFinding({ what, because, address, attributes = [], unshown = [] }: Finding): string[] {
  const where = address === '' ? '' : ` (${escapeMarkdown(address)})`;
  return [
    `- ${escapeMarkdown(what)}${because === undefined ? '' : `, ${escapeMarkdown(because)}`}${where}`,
    ...attributes.map(({ name, before, after }) => `  - ${escapeMarkdown(name)}: ${value(before)} → ${value(after)}`),
    ...(unshown.length === 0 ? [] : [`  - ${escapeMarkdown(clip(unshown.join(', '), VALUE_MAX))}: not shown`]),
  ];
}

function renderDrift({ finding, apply }: Drift): string[] {
  return [...renderFinding(finding), `  - ${escapeMarkdown(apply)}`];
}

function value(json: Parameters<typeof valueInWords>[0]): string {
  return escapeMarkdown(clip(valueInWords(json), VALUE_MAX));
}

/** Says what the details above do not hold. */
function leftOut(plans: readonly PlanReview[], level: DetailLevel): string[] {
  const counts = [...CHANGE_CLASSES, 'drift' as const].flatMap((part) => {
    const missing = plans.reduce(
      (sum, plan, index) => sum + missingOf(plan, part, index < level.lines ? level[part] : 0),
      0,
    );
    return missing === 0
      ? []
      : [counted(missing, part === 'drift' ? 'change made outside of Terraform' : `${part} change`)];
  });
  if (counts.length === 0) return [];
  return [
    `**Left out**, because a comment holds ${COMMENT_MAX.toLocaleString('en')} characters: ${counts.join(', ')}.`,
    'The same review with `--format text` tells them.',
    '',
  ];
}

function missingOf({ findings, drift }: PlanReview, part: keyof DetailLevel, max: number): number {
  if (part === 'drift') return Math.max(0, drift.length - max);
  return groupFindings(findings)
    .filter(({ consequence }) => consequence.class === part)
    .reduce((sum, group) => sum + Math.max(0, group.findings.length - max), 0);
}

function clip(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max - 1)}…` : text;
}
