import { CHANGE_CLASSES } from '../consequences/consequence';
import { counted, inBrief } from '../counted';
import type { PlanReview } from '../plan-review';
import { keepsPolicy, type Review, worstClass } from '../review';

import { clip } from './clip';
import { DETAIL_LEVELS, type DetailLevel } from './detail-level';
import { escapeMarkdown } from './escape-markdown';
import { headline } from './headline';
import { remedyOf, type RuleSummary, summarizeRules } from './rule-summary';
import { type Section, sectionsOf } from './section';

/** Most characters of a comment on GitHub. */
const COMMENT_MAX = 65_536;

/** By which a pipeline finds its comment again, to update it. */
export const COMMENT_MARK = '<!-- entra-scim plan review -->';

/** Most plans, and most findings, that are told of a rule, and most characters of the latter. */
const PLANS_TOLD_MAX = 10;
const FOUND_TOLD_MAX = 3;
const FOUND_LENGTH_MAX = 500;

/** A plan with what is told of it. */
interface Told {
  readonly plan: PlanReview;
  readonly line: string;
  readonly sections: readonly Section[];
}

/** A review as a comment on a pull request. What does not fit is left out, the least important first, and counted. */
export function renderMarkdown(review: Review): string {
  const changing = review.plans
    .filter(({ findings, drift }) => findings.length + drift.length > 0)
    .toSorted((a, b) => rank(a) - rank(b))
    .map((plan): Told => ({ plan, line: headline(plan), sections: sectionsOf(plan) }));
  const silence = changing.length > 0 ? 'nothing but drift' : 'no changes';
  const top = [COMMENT_MARK, `## Plan review: ${worstClass(review) ?? silence}`, ''];
  const policy = [
    '',
    `### Policy: ${keepsPolicy(review) ? 'kept' : 'broken'}`,
    '',
    ...summarizeRules(review.results).map(renderRule),
    '',
  ];
  const rendered = new Map<DetailLevel, string[][]>();
  const detailsAt = (level: DetailLevel): string[][] => {
    const details = rendered.get(level) ?? changing.map((one) => renderDetails(one, level));
    rendered.set(level, details);
    return details;
  };
  /** The comment with these details of each plan, the heaviest plan first. */
  const write = (level: DetailLevel, levelOf: (index: number) => DetailLevel): string => {
    const told = changing.slice(0, level.lines);
    return [
      ...top,
      ...told.map(({ plan, line }) => renderLine(plan, line, level)),
      ...silent(changing.length - told.length, review.plans.length - changing.length),
      ...policy,
      ...told.flatMap((_, index) => detailsAt(levelOf(index))[index] ?? []),
      ...leftOut(changing, level.lines, levelOf),
    ].join('\n');
  };

  const step = largest(DETAIL_LEVELS.length, (count) => {
    const last = DETAIL_LEVELS[count - 1];
    return last !== undefined && !fits(write(last, () => last)); // each level tells less than the one before
  });
  const level = DETAIL_LEVELS[step];
  if (!level)
    throw new Error('the shortest report of the review is too long for a comment; review fewer plans at once');
  // What the level before tells does not fit for all plans, but for the heaviest ones.
  const richer = DETAIL_LEVELS[step - 1] ?? level;
  const writeRich = (rich: number) => write(level, (index) => (index < rich ? richer : level));
  return writeRich(largest(changing.length, (rich) => fits(writeRich(rich))));
}

function fits(comment: string): boolean {
  return comment.length < COMMENT_MAX;
}

/** The largest number up to `max` for which something holds that holds for 0. */
function largest(max: number, holds: (count: number) => boolean): number {
  let [yes, no] = [0, max + 1];
  while (no - yes > 1) {
    const middle = Math.floor((yes + no) / 2);
    if (holds(middle)) yes = middle;
    else no = middle;
  }
  return yes;
}

function rank(plan: PlanReview): number {
  return plan.class === undefined ? CHANGE_CLASSES.length : CHANGE_CLASSES.indexOf(plan.class);
}

function renderLine(plan: PlanReview, line: string, { lineLength }: DetailLevel): string {
  const name = escapeMarkdown(clip(plan.name, lineLength));
  return `- **${name}** (${plan.class ?? 'drift'}): ${escapeMarkdown(clip(line, lineLength))}`;
}

function silent(more: number, unchanged: number): string[] {
  return [
    ...(more > 0 ? [`- and ${counted(more, 'plan')} with less weight`] : []),
    ...(unchanged > 0 ? [`- ${counted(unchanged, 'plan')} without changes`] : []),
  ];
}

function renderRule({ rule, outcome, title, plans, found, ...rest }: RuleSummary): string {
  const who = escapeMarkdown(clip(inBrief(plans, PLANS_TOLD_MAX), FOUND_LENGTH_MAX));
  const what = escapeMarkdown(clip(inBrief(found, FOUND_TOLD_MAX), FOUND_LENGTH_MAX));
  const remedy = remedyOf({ outcome, ...rest });
  return `- **${rule} ${outcome}**, ${who}: ${title} (${what})${remedy === '' ? '' : `; ${escapeMarkdown(remedy)}`}`;
}

function renderDetails({ plan, sections }: Told, level: DetailLevel): string[] {
  const told = sections.filter(({ part }) => level[part] > 0);
  if (told.length === 0) return [];
  const { name, application, directoryId, changeSetHash } = plan;
  const about = [application, directoryId && `directory ${directoryId}`].filter((text) => text !== undefined);
  return [
    `<details><summary><b>${escapeMarkdown(name)}</b>${escapeMarkdown(['', ...about].join(', '))}</summary>`,
    '',
    ...told.flatMap(({ part, intro, items }) => [intro, '', ...upTo(level[part], items), '']),
    `Hash of the change set: \`${changeSetHash}\``,
    '',
    '</details>',
    '',
  ];
}

/** As many as are told, and how many more there are. */
function upTo(max: number, items: readonly string[]): string[] {
  const more = items.length - max;
  return [...items.slice(0, max), ...(more > 0 ? [`- … and ${more.toLocaleString('en')} more`] : [])];
}

/** Says what the details above do not hold. */
function leftOut(changing: readonly Told[], lines: number, levelOf: (index: number) => DetailLevel): string[] {
  const missing = new Map<Section['part'], number>();
  for (const [index, { sections }] of changing.entries()) {
    for (const { part, items } of sections) {
      const told = index < lines ? levelOf(index)[part] : 0;
      missing.set(part, (missing.get(part) ?? 0) + Math.max(0, items.length - told));
    }
  }
  const counts = [...CHANGE_CLASSES, 'drift' as const].flatMap((part) => {
    const count = missing.get(part) ?? 0;
    if (count === 0) return [];
    return [
      part === 'drift' ? `${counted(count, 'change')} made outside of Terraform` : counted(count, `${part} change`),
    ];
  });
  if (counts.length === 0) return [];
  return [
    `**Left out**, because a comment holds ${COMMENT_MAX.toLocaleString('en')} characters: ${counts.join(', ')}.`,
    'The same review with `--format text` tells them.',
    '',
  ];
}
