import type { PlanReview } from '../plan-review';

import type { Details } from './details';
import { fold, markdownOf } from './escape-markdown';
import type { Room } from './room';

const SUMMARY = '<b>Hashes</b> of the change sets';
const HEAD = ['| Stack | Application | Directory | Hash |', '| --- | --- | --- | --- |'];

/** Maximum length of a name, in characters. */
const NAME_MAX = 100;

/**
 * A folded table with one row per stack: the name of the stack's application, the id of its directory, and the hash
 * that a deployment checks. Rows that do not fit are left out.
 */
export function hashesOf(plans: readonly PlanReview[], room: Room): Details {
  const rows = room.within(fold(SUMMARY, [...HEAD, '']), (inside) =>
    plans.map(renderHash).filter((row) => inside.take(row)),
  );
  return { lines: rows.length === 0 ? [] : fold(SUMMARY, [...HEAD, ...rows, '']), missing: plans.length - rows.length };
}

function renderHash({ name, application = '–', directoryId = '–', changeSetHash }: PlanReview): string {
  const cells = [name, application, directoryId].map((text) => markdownOf(text, NAME_MAX));
  return `| ${[...cells, `\`${changeSetHash}\``].join(' | ')} |`;
}
