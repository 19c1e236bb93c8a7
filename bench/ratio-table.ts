import Table from 'cli-table3';
import pc from 'picocolors';

import { type Compared, holds, median } from './comparison';

/** Columns for the subject's processor time per request. */
const TIMES = ['service', 'PostgreSQL'];

/** Prints the comparisons as a table: one line per question, with the spread of its rounds. */
export function renderRatios(results: readonly Compared[]): string {
  const timed = results.some(({ spent }) => spent !== undefined);
  const table = new Table({
    head: ['question', 'base', 'subject', 'ratio', 'of rounds', 'limit', '', ...(timed ? TIMES : [])],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'left', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const result of results) {
    const { question, base, subject, unit, ratios, limit, spent } = result;
    const shown = (value: number) =>
      unit === undefined ? `${Math.round(value)} /s` : `${value.toFixed(value < 10 ? 2 : 1)} ${unit}`;
    table.push([
      question,
      shown(base),
      shown(subject),
      median(ratios).toFixed(2),
      `${ratios.at(0)?.toFixed(2)} – ${ratios.at(-1)?.toFixed(2)}`,
      'costAtMost' in limit ? `cost ≤ ${limit.costAtMost}` : `throughput ≥ ${limit.throughputAtLeast}`,
      holds(result) ? pc.green('✓') : pc.red('✗'),
      ...(timed ? [spent?.server, spent?.postgres].map((ms) => (ms === undefined ? '' : `${ms.toFixed(2)} ms`)) : []),
    ]);
  }
  return table.toString();
}
