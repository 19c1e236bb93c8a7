import { type Load, throughput } from './load';

/** Two loads whose throughputs are compared. */
export interface Comparison {
  readonly question: string;
  readonly subject: Load;
  readonly base: Load;

  /** The meaning of the ratio, and its limit. */
  readonly limit: Limit;
}

/** Upper limit for the subject's cost relative to the base, or lower limit for its relative throughput. */
export type Limit = { readonly costAtMost: number } | { readonly throughputAtLeast: number };

export interface Compared {
  readonly question: string;
  readonly limit: Limit;

  /** Work per second or, if there is a unit, the cost of a piece of work. Medians of all rounds. */
  readonly subject: number;
  readonly base: number;
  readonly unit?: 'KB' | 'ms';

  /** Ratios of the rounds, in ascending order. */
  readonly ratios: readonly number[];
}

/** How often base and subject are measured, and for how many seconds each time. */
export interface Course {
  readonly rounds: number;
  readonly seconds: number;
}

/** Warm-up time until new code is fully compiled. */
const WARM_UP_S = 15;

/** Measures base and subject in turn, so that other load on the machine affects both. */
export async function compare(
  { question, subject, base, limit }: Comparison,
  { rounds, seconds }: Course,
): Promise<Compared> {
  await throughput(base, WARM_UP_S);
  await throughput(subject, WARM_UP_S);
  const measured: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    measured.push({ base: await throughput(base, seconds), subject: await throughput(subject, seconds) });
  }
  return summed(question, limit, measured);
}

/** Results of base and subject in one round. */
interface Round {
  readonly base: number;
  readonly subject: number;
}

/** @param unit of the measured costs. Without it, work per second was measured. */
export function summed(question: string, limit: Limit, rounds: readonly Round[], unit?: Compared['unit']): Compared {
  const [givesCosts, limitsCost] = [unit !== undefined, 'costAtMost' in limit];
  const subjectOverBase = givesCosts === limitsCost; // otherwise base over subject: a cost is the inverse of a throughput
  return {
    question,
    limit,
    base: median(rounds.map(({ base }) => base)),
    subject: median(rounds.map(({ subject }) => subject)),
    unit,
    ratios: rounds
      .map(({ base, subject }) => (subjectOverBase ? subject / base : base / subject))
      .sort((a, b) => a - b),
  };
}

export function holds({ limit, ratios }: Compared): boolean {
  const ratio = median(ratios);
  return 'costAtMost' in limit ? ratio <= limit.costAtMost : ratio >= limit.throughputAtLeast;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
