import Table from 'cli-table3';
import pc from 'picocolors';

import { median } from './comparison';

/** The cost of one unit of work, compared. */
export interface Cost {
  readonly question: string;
  readonly unit: string;

  /** Medians of all rounds. */
  readonly base: number;
  readonly subject: number;

  /** Ratios of the rounds, in ascending order. */
  readonly ratios: readonly number[];

  /** Upper limit of the ratio. */
  readonly limit: number;
}

export function renderCosts(costs: readonly Cost[]): string {
  const table = new Table({
    head: ['question', 'base', 'subject', 'ratio', 'of rounds', 'limit', ''],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  });
  for (const { question, unit, base, subject, ratios, limit } of costs) {
    table.push([
      question,
      `${base.toFixed(1)} ${unit}`,
      `${subject.toFixed(1)} ${unit}`,
      median(ratios).toFixed(2),
      `${ratios.at(0)?.toFixed(2)} – ${ratios.at(-1)?.toFixed(2)}`,
      `≤ ${limit}`,
      median(ratios) <= limit ? pc.green('✓') : pc.red('✗'),
    ]);
  }
  return table.toString();
}
