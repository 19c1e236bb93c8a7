import { type Load, type Throughput, throughput } from './load';
import type { Spent } from './processor-time';

/** Two loads whose throughputs are compared. */
export interface Comparison {
  readonly question: string;
  readonly subject: Load;
  readonly base: Load;

  /** The limit for the ratio. The kind of limit also determines whether the ratio compares costs or throughputs. */
  readonly limit: Limit;
}

/** Either the maximum cost of the subject relative to the base, or its minimum throughput relative to the base. */
export type Limit = { readonly costAtMost: number } | { readonly throughputAtLeast: number };

export interface Compared {
  readonly question: string;
  readonly limit: Limit;

  /**
   * Medians over all rounds. If `unit` is set, the values are costs of one piece of work. Otherwise, they are pieces of
   * work per second.
   */
  readonly subject: number;
  readonly base: number;
  readonly unit?: 'KB' | 'ms';

  /** One ratio between subject and base for each round, in ascending order. */
  readonly ratios: readonly number[];

  /** The subject's median processor time per request. Undefined if processor time was not measured. */
  readonly spent?: Spent | undefined;
}

/** The course of a measurement: the number of rounds, and the duration of each load in seconds. */
export interface Course {
  readonly rounds: number;
  readonly seconds: number;
}

/** Base and subject, or what was measured of both in one round. */
export interface Round<Each> {
  readonly base: Each;
  readonly subject: Each;
}

/**
 * The warm-up ends after this number of requests or this number of seconds, whichever comes first. It counts requests,
 * because V8 compiles a function after a certain number of calls, however long they take.
 */
const WARM_UP = { requests: 10_000, seconds: 20 };

async function throughputs(
  { subject, base }: Pick<Comparison, 'base' | 'subject'>,
  { rounds, seconds }: Course,
): Promise<Round<Throughput>[]> {
  for (const load of [base, subject]) await warmUp(load);
  return inTurn(rounds, { base, subject }, (load) => throughput(load, seconds));
}

/**
 * Measures base and subject in turn, so that other load on the machine affects both. Each is measured first in every
 * other round, so that neither benefits from the order.
 */
export async function inTurn<Measurable, Measured>(
  count: number,
  { base, subject }: Round<Measurable>,
  measure: (one: Measurable) => Promise<Measured>,
): Promise<Round<Measured>[]> {
  const rounds: Round<Measured>[] = [];
  for (let round = 0; round < count; round++) {
    const first = await measure(round % 2 === 0 ? base : subject);
    const second = await measure(round % 2 === 0 ? subject : base);
    rounds.push(round % 2 === 0 ? { base: first, subject: second } : { base: second, subject: first });
  }
  return rounds;
}

/** Sends requests until V8 has compiled what they call. */
export async function warmUp(load: Load): Promise<void> {
  const step = WARM_UP.seconds / 10;
  for (let answered = 0, seconds = 0; answered < WARM_UP.requests && seconds < WARM_UP.seconds; seconds += step) {
    answered += step * (await throughput(load, step)).perSecond;
  }
}

export async function compare(comparison: Comparison, course: Course): Promise<Compared> {
  const { question, limit } = comparison;
  const rounds = await throughputs(comparison, course);
  const perSecond = rounds.map(({ base, subject }) => ({ base: base.perSecond, subject: subject.perSecond }));
  return { ...summed(question, limit, perSecond), spent: typical(rounds.map(({ subject }) => subject.spent)) };
}

/**
 * Sends the same requests to an older and a newer version of the service. Compares how many requests each version
 * answers. If processor time was measured, also compares the processor time per request, including that of PostgreSQL.
 */
export async function compareVersions(
  question: string,
  loads: Pick<Comparison, 'base' | 'subject'>,
  course: Course,
): Promise<Compared[]> {
  return answeredAndSpent(question, await throughputs(loads, course));
}

/** Compares how many requests were answered and, if it was measured, the processor time per request. */
export function answeredAndSpent(question: string, rounds: readonly Round<Throughput>[]): Compared[] {
  const perSecond = rounds.map(({ base, subject }) => ({ base: base.perSecond, subject: subject.perSecond }));
  const both = ({ server, postgres }: Spent) => server + postgres;
  const time = rounds.flatMap(({ base, subject }) =>
    base.spent && subject.spent ? [{ base: both(base.spent), subject: both(subject.spent) }] : [],
  );
  const answered = summed(question, { throughputAtLeast: 0.95 }, perSecond);
  if (time.length === 0) return [answered];
  const spent = typical(rounds.map(({ subject }) => subject.spent));
  return [answered, { ...summed(`${question}, processor time`, { costAtMost: 1.05 }, time, 'ms'), spent }];
}

/** @param unit unit of the measured costs. Undefined if the rounds measured work per second. */
export function summed(
  question: string,
  limit: Limit,
  rounds: readonly Round<number>[],
  unit?: Compared['unit'],
): Compared {
  const [givesCosts, limitsCost] = [unit !== undefined, 'costAtMost' in limit];
  // If measurements and limit are both costs, or both throughputs, the ratio is subject divided by base. If one is a
  // cost and the other a throughput, the ratio is base divided by subject, since a cost is the inverse of a throughput.
  const subjectOverBase = givesCosts === limitsCost;
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

function typical(measured: readonly (Spent | undefined)[]): Spent | undefined {
  const all = measured.filter((spent) => spent !== undefined);
  if (all.length === 0) return undefined;
  return { server: median(all.map(({ server }) => server)), postgres: median(all.map(({ postgres }) => postgres)) };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
