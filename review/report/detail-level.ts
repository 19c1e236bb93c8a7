import type { ChangeClass } from '../consequences/consequence';

/** How much of a review is told: most findings of a kind per plan, and most plans that have a line of their own. */
export interface DetailLevel extends Readonly<Record<ChangeClass | 'drift', number>> {
  readonly lines: number;

  /** Most characters of a line about a plan. */
  readonly lineLength: number;
}

const ALL: DetailLevel = {
  destructive: Infinity,
  risky: Infinity,
  routine: Infinity,
  drift: Infinity,
  lines: Infinity,
  lineLength: Infinity,
};

/** What is given up when a report is too long, the least important first. */
const GIVEN_UP: readonly Partial<DetailLevel>[] = [
  { routine: 5 },
  { routine: 0 },
  { drift: 5 },
  { drift: 0 },
  { risky: 200 },
  { risky: 20 },
  { risky: 5 },
  { destructive: 400 },
  { destructive: 50 },
  { risky: 0 },
  { destructive: 10 },
  { destructive: 0 },
  { lineLength: 300 },
  { lines: 100 },
  { lines: 30, lineLength: 200 },
];

/** From everything down to what is always told. */
export const DETAIL_LEVELS: readonly DetailLevel[] = GIVEN_UP.reduce<DetailLevel[]>(
  (levels, less) => [...levels, { ...(levels.at(-1) ?? ALL), ...less }],
  [ALL],
);
