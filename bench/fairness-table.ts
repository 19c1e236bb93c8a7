import Table from 'cli-table3';
import pc from 'picocolors';

import { median } from './comparison';
import type { Latencies } from './latencies';

/** The effect of one tenant's attack on a quiet tenant. */
export interface Fairness {
  readonly attack: string;

  /**
   * The quiet tenant's latencies, one measurement per round. `quiet`: without the attack. `attacked`: during the
   * attack.
   */
  readonly quiet: readonly Latencies[];
  readonly attacked: readonly Latencies[];

  /** The attacker's answers, by status. */
  readonly statuses: Readonly<Record<string, number>>;

  /** Peak memory of the service, in MB. */
  readonly peakMb: number;
  readonly limits: FairnessLimits;
}

export interface FairnessLimits {
  /**
   * Maximum growth of the 99th percentile during the attack. The growth does not matter if the percentile stays below
   * `p99Ms`.
   */
  readonly p99Ratio: number;
  readonly p99Ms: number;
  readonly peakMb: number;
}

export const FAIR: FairnessLimits = { p99Ratio: 3, p99Ms: 100, peakMb: 400 };

export function isFair({ quiet, attacked, peakMb, limits }: Fairness): boolean {
  const [alone, beside] = [percentile99(quiet), percentile99(attacked)];
  const isQuick = beside <= Math.max(limits.p99Ratio * alone, limits.p99Ms);
  return isQuick && peakMb <= limits.peakMb && failures(attacked) === 0;
}

export function renderFairness(results: readonly Fairness[]): string {
  const table = new Table({
    head: ['attack', 'alone p50/p99 ms', 'beside p50/p99 ms', 'ratio p99', 'failed', 'attacker was answered', 'MB', ''],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'left', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  });
  for (const result of results) {
    const { attack, quiet, attacked, statuses, peakMb } = result;
    table.push([
      attack,
      percentiles(quiet),
      percentiles(attacked),
      (percentile99(attacked) / percentile99(quiet)).toFixed(1),
      failures(attacked),
      Object.entries(statuses)
        .map(([status, count]) => `${count} × ${status}`)
        .join(', ') || 'nothing yet',
      Math.round(peakMb),
      isFair(result) ? pc.green('✓') : pc.red('✗'),
    ]);
  }
  return table.toString();
}

function percentiles(rounds: readonly Latencies[]): string {
  return `${median(rounds.map(({ p50 }) => p50)).toFixed(1)} / ${percentile99(rounds).toFixed(1)}`;
}

function percentile99(rounds: readonly Latencies[]): number {
  return median(rounds.map(({ p99 }) => p99));
}

function failures(rounds: readonly Latencies[]): number {
  return rounds.reduce((sum, { failed }) => sum + failed, 0);
}
