import { inBrief } from '../../../command-line/counted';
import { grouped } from '../grouped';
import type { ChangeClass } from '../meaning/consequence';
import type { PlanReview } from '../plan-review';
import { byWeight } from '../review';

import { restInWords } from './headline';
import { type Affected, howMany, peopleOf, sizeInWords } from './people';

/**
 * A row of the table, for stacks that have the same changes. Each cell is a list of lines, with one clause per line.
 */
export interface Row {
  readonly stacks: readonly string[];

  /** Worst class of the changes. Undefined if the stacks have only drift. */
  readonly worst: ChangeClass | undefined;
  readonly losing: readonly string[];
  readonly gaining: readonly string[];
  readonly rest: readonly string[];
}

/** The rows for some plans, with the worst plans first. */
export function rowsOf(plans: readonly PlanReview[]): Row[] {
  const rows = byWeight(plans).map(rowOf);
  return grouped(rows, ({ worst, losing, gaining, rest }) => JSON.stringify([worst, losing, gaining, rest])).flatMap(
    (alike) => alike.slice(0, 1).map((row) => ({ ...row, stacks: alike.flatMap(({ stacks }) => stacks) })),
  );
}

function rowOf(plan: PlanReview): Row {
  const { losing, demoted, between, moved, gaining } = peopleOf([plan]);
  return {
    stacks: [plan.name],
    worst: plan.class,
    losing: [
      ...(losing.length === 0 ? [] : [`${names(losing)} (${size(losing)})`]),
      ...roles(demoted, ({ before = '', keeps = [] }) => `only ${before}, ${keepsInWords(keeps)}`),
      ...(between.length === 0 ? [] : [`${names(between)} (${size(between)}), for a moment`]),
    ],
    gaining: roles(gaining, ({ after = '' }) => after),
    rest: [
      ...roles(moved, ({ before = '', after = '' }) => `from ${before} to ${after}`),
      ...restInWords(plan.findings, plan.drift.length, plan.access.length > 0),
    ],
  };
}

/** Maximum number of names in a line of a cell. */
const NAMES_MAX = 5;

function names(all: readonly Affected[]): string {
  return inBrief([...new Set(all.map(({ principal }) => principal.name))], NAMES_MAX);
}

/** Principals grouped by role: `Finance, Legal: account_reviewer`. */
function roles(all: readonly Affected[], roleOf: (one: Affected) => string): string[] {
  return grouped(all, roleOf).flatMap((alike) => alike.slice(0, 1).map((one) => `${names(alike)}: ${roleOf(one)}`));
}

function keepsInWords(keeps: readonly string[]): string {
  return keeps.length === 0 ? 'keeps another' : `keeps ${keeps.join(', ')}`;
}

/** The number of groups, users and members: `2 groups, 300 members`. */
function size(all: readonly Affected[]): string {
  const members = sizeInWords(all.map(({ principal }) => principal));
  return members === undefined ? howMany(all) : `${howMany(all)}, ${members}`;
}
