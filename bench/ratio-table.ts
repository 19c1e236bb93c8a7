import Table from 'cli-table3';
import pc from 'picocolors';

import { type Compared, holds, median } from './comparison';

/** The comparisons as a table: a line per question, with the spread of its rounds. */
export function renderRatios(results: readonly Compared[]): string {
  const table = new Table({
    head: ['question', 'base', 'subject', 'ratio', 'of rounds', 'limit', ''],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  });
  for (const result of results) {
    const { question, base, subject, unit, ratios, limit } = result;
    const shown = (value: number) => (unit === undefined ? `${Math.round(value)} /s` : `${value.toFixed(1)} ${unit}`);
    table.push([
      question,
      shown(base),
      shown(subject),
      median(ratios).toFixed(2),
      `${ratios.at(0)?.toFixed(2)} – ${ratios.at(-1)?.toFixed(2)}`,
      'costAtMost' in limit ? `cost ≤ ${limit.costAtMost}` : `throughput ≥ ${limit.throughputAtLeast}`,
      holds(result) ? pc.green('✓') : pc.red('✗'),
    ]);
  }
  return table.toString();
}
