import { PATIENCE_MS, pauseAfter } from './back-off';
import type { Refused } from './delivery';
import type { Attempt, Failing, Failure, Lease, Positions, Progress } from './positions';

/** The operations on stored positions that the holder of a lease uses. */
export type HeldPositions = Pick<Positions, 'fail' | 'handOver' | 'release' | 'save'>;

/**
 * How often the position is stored during delivery. If the process dies, the events that were delivered after the
 * position was last stored are delivered again.
 */
const SAVE_MS = 1_000;

/**
 * The position of a stream while this process holds its lease. New progress is kept only in memory until it is stored.
 */
export class HeldPosition {
  readonly #positions: HeldPositions;
  readonly #lease: Lease;
  #cursor: string;
  #failures: number;
  #failingSince: Date | undefined;
  #attempts: Attempt[] = [];
  #savedAt = performance.now();

  /** @param taken the position as it was when the lease was taken. */
  constructor(positions: HeldPositions, lease: Lease, taken: Failing & Pick<Progress, 'cursor'>) {
    this.#positions = positions;
    this.#lease = lease;
    this.#cursor = taken.cursor;
    this.#failures = taken.failures;
    this.#failingSince = taken.failingSince;
  }

  get cursor(): string {
    return this.#cursor;
  }

  note(attempt: Attempt): void {
    this.#attempts.push(attempt);
  }

  /** Moves past an event that the receiver has accepted. */
  accept(cursor: string): void {
    this.#cursor = cursor;
    this.#failures = 0;
    this.#failingSince = undefined;
  }

  /** Moves past events that the receiver does not want. */
  skipTo(cursor: string): void {
    this.#cursor = cursor;
  }

  /**
   * Stores the position if it has not been stored recently. Storing the position also extends the lease.
   *
   * @param behindSince time of the oldest event that was not accepted. Undefined when there is none.
   * @returns false when the lease was lost or the stream is no longer active.
   */
  async keep(behindSince: Date | undefined): Promise<boolean> {
    if (performance.now() - this.#savedAt < SAVE_MS) return true;
    this.#savedAt = performance.now();
    if (await this.#positions.save(this.#lease, this.#progress(behindSince))) return true;
    // The stream was paused in the meantime. Stores the position, so that accepted events are not delivered again.
    await this.#positions.release(this.#lease, this.#progress(behindSince));
    return false;
  }

  /** Gives up the lease, unless there may be new events. @returns whether the lease was given up. */
  release(): Promise<boolean> {
    return this.#positions.release(this.#lease, this.#progress(undefined));
  }

  /** Gives up the lease before all events are delivered. */
  handOver(behindSince: Date | undefined): Promise<void> {
    const failing = { failures: this.#failures, failingSince: this.#failingSince };
    return this.#positions.handOver(this.#lease, { ...this.#progress(behindSince), ...failing });
  }

  /** Stores a failure and gives up the lease. The stream ends if the receiver has accepted nothing for too long. */
  async fail(
    { reason, end = false, pause }: Refused,
    behindSince: Date | undefined,
    now: Date,
    random: () => number,
  ): Promise<Failure> {
    const failures = this.#failures + 1;
    const failingSince = this.#failingSince ?? now;
    const isOver = end || now.getTime() - failingSince.getTime() >= PATIENCE_MS;
    const pauseSeconds = isOver ? undefined : pauseAfter(failures, pause, random);
    const failure = { ...this.#progress(behindSince), failures, failingSince, reason, pauseSeconds };
    await this.#positions.fail(this.#lease, failure);
    return failure;
  }

  /** The current cursor, and the attempts that are not stored yet. */
  #progress(behindSince: Date | undefined): Progress {
    return { cursor: this.#cursor, behindSince, attempts: this.#attempts.splice(0) };
  }
}
