import { counted } from '../../../command-line/counted';
import { keepsQuiet, type Review } from '../review';

import { boxOf } from './box';
import { COMMENT_MARK, COMMENT_MAX } from './comment';
import { type Details, detailsOf } from './details';
import { fold } from './escape-markdown';
import { gistOf } from './gist';
import { hashesOf } from './hashes';
import { demandLines, policyDetails } from './policy-lines';
import { Room } from './room';
import { type Row, rowsOf } from './row';
import { renderRow, TABLE_HEAD } from './table';
import { type Part, PARTS, topicsOf } from './topic';

/** Maximum number of table rows to show unfolded. */
const ROWS_MAX = 20;

/** Characters reserved for the note about what is left out. */
const NOTE = 600;

/**
 * A review as a comment on a pull request. It contains the effects on people, a table of the stacks, the policy's
 * demands, and the details. All details except destructive changes are folded. If the comment gets too long, the least
 * important entries are left out, and a note gives their number.
 *
 * @param max maximum number of characters of the comment.
 */
export function renderMarkdown(review: Review, max = COMMENT_MAX): string {
  const { plans, results } = review;
  const changing = plans.filter((plan) => !keepsQuiet(plan));
  const rows = rowsOf(changing);
  const gist = gistOf(review);
  const silence = changing.length > 0 ? 'nothing but drift' : 'no changes';
  const top = [COMMENT_MARK, `## Plan review: ${gist.worst ?? silence}`, '', ...boxOf(gist), ''];
  const demands = demandLines(results);

  // The parts get room in this order: first the most important rows, up to half of the room; then the details, by
  // importance; and finally the other rows.
  const room = new Room(max - NOTE);
  room.take(...top, ...demands, ...TABLE_HEAD, ...TABLE_HEAD);
  const lines = rows.map(renderRow);
  const worst = lines.slice(0, firstThatFit(lines, new Room(room.left / 2)));
  room.take(...worst);
  const topics = topicsOf(changing);
  const tell = (part: Part) =>
    detailsOf(
      topics.filter((topic) => topic.part === part),
      part,
      plans.length === 1,
      room,
    );
  const [destructive, risky, drift] = [tell('destructive'), tell('risky'), tell('drift')];
  const policy = policyDetails(results, room);
  const routine = tell('routine');
  const told = worst.length + firstThatFit(lines.slice(worst.length), room);
  const hashes = hashesOf(changing, room);

  const details = { destructive, risky, drift, routine };
  return [
    ...top,
    ...tableOf(rows.slice(0, told), lines),
    ...restOf(rows.slice(told), plans.length - changing.length),
    ...demands,
    ...PARTS.flatMap((part) => details[part].lines),
    ...policy.lines,
    ...leftOut(details, policy, hashes),
    ...hashes.lines,
  ].join('\n');
}

/** Returns how many of the lines fit into the room, counted from the first line. */
function firstThatFit(lines: readonly string[], room: Room): number {
  const full = lines.findIndex((line) => !room.take(line));
  return full < 0 ? lines.length : full;
}

/** Shows the first rows, and folds the rest if there are many rows. */
function tableOf(rows: readonly Row[], lines: readonly string[]): string[] {
  if (rows.length === 0) return [];
  const more = rows.slice(ROWS_MAX);
  const summary = `${counted(stacksOf(more), 'more stack')}: ${worstOf(more)}`;
  return [
    ...[...TABLE_HEAD, ...lines.slice(0, Math.min(rows.length, ROWS_MAX)), ''],
    ...(more.length === 0 ? [] : fold(summary, [...TABLE_HEAD, ...lines.slice(ROWS_MAX, rows.length), ''])),
  ];
}

function stacksOf(rows: readonly Row[]): number {
  return rows.reduce((sum, { stacks }) => sum + stacks.length, 0);
}

/** The number of stacks of each class: `30 risky, 40 routine`. */
function worstOf(rows: readonly Row[]): string {
  const counts = PARTS.map((part) => [part, stacksOf(rows.filter(({ worst = 'drift' }) => worst === part))] as const);
  return counts.flatMap(([part, count]) => (count === 0 ? [] : [`${count.toLocaleString('en')} ${part}`])).join(', ');
}

function restOf(rows: readonly Row[], unchanged: number): string[] {
  const more = stacksOf(rows);
  const lines = [
    ...(more > 0 ? [`${counted(more, 'more stack')}, left out here: ${worstOf(rows)}.`] : []),
    ...(unchanged > 0 ? [`${counted(unchanged, 'stack')} without changes.`] : []),
  ];
  return lines.length === 0 ? [] : [lines.join(' '), ''];
}

/** A note about the details that are left out. It says where readers can find them. */
function leftOut(details: Readonly<Record<Part, Details>>, policy: Details, hashes: Details): string[] {
  const counts: readonly (readonly [{ readonly missing: number }, noun: string])[] = [
    ...PARTS.map((part) => [details[part], part === 'drift' ? 'drifted change' : `${part} change`] as const),
    [policy, 'policy rule'],
    [hashes, 'hash line'],
  ];
  const missing = counts.flatMap(([{ missing: count }, noun]) => (count === 0 ? [] : [counted(count, noun)]));
  if (missing.length === 0) return [];
  const where = 'The summary of the run has more room; `--format text` shows everything.';
  return [`**Left out** for lack of room: ${missing.join(', ')}. ${where}`, ''];
}
