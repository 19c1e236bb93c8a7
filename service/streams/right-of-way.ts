import { performance } from 'node:perf_hooks';

/** How long after the last request the service counts as quiet, in milliseconds. */
const QUIET_MS = 20;

/** How long the event loop must be idle for each step while the service is busy, in milliseconds. */
const IDLE_MS = 1;

/** Maximum idle time that is saved up for steps, in milliseconds. */
const SAVED_MS = 5;

/** Maximum time between two steps while the service is busy and steps wait, in milliseconds. */
const STEP_MS = 10;

/** How often to check whether the next step may begin, in milliseconds. */
const LOOK_MS = 1;

/** Clocks of the process, in milliseconds since it started. */
export interface LoopClocks {
  readonly now: () => number;

  /** How long the event loop has been idle. */
  readonly idle: () => number;
}

/**
 * Lets the work of streams give way to requests. All work of streams consists of short steps, such as the delivery of
 * one event.
 *
 * While the service is quiet, every step begins immediately. While it is busy with requests, steps begin one by one, in
 * the order in which they arrived: one for each millisecond for which the event loop has been idle. So a service that
 * uses all its processor time takes few steps, and a service that mostly waits for its database takes many. A hundred
 * steps per second always remain, which is a small share of the processor time.
 */
export class RightOfWay {
  readonly #clocks: LoopClocks;
  readonly #waiting: (() => void)[] = [];
  #requestAt = -Infinity;
  #steppedAt = -Infinity;

  /** Idle time of the event loop that steps have used up. */
  #usedIdle = 0;

  constructor(
    clocks: LoopClocks = { now: () => performance.now(), idle: () => performance.eventLoopUtilization().idle },
  ) {
    this.#clocks = clocks;
  }

  /** Called when a request has been answered. */
  noteRequest(): void {
    this.#requestAt = this.#clocks.now();
  }

  /** Waits until the next step may begin. */
  async step(): Promise<void> {
    if (this.#waiting.length === 0 && this.#begins()) return;
    await new Promise<void>((begin) => {
      this.#waiting.push(begin);
      if (this.#waiting.length === 1) this.#look();
    });
  }

  #look(): void {
    setTimeout(() => {
      while (this.#waiting.length > 0 && this.#begins()) this.#waiting.shift()?.();
      if (this.#waiting.length > 0) this.#look();
    }, LOOK_MS);
  }

  /** Whether a step may begin now. While the service is busy, such a step uses up idle time. */
  #begins(): boolean {
    const [now, idle] = [this.#clocks.now(), this.#clocks.idle()];
    if (now - this.#requestAt >= QUIET_MS) return true;
    if (now - this.#steppedAt < STEP_MS && idle - this.#usedIdle < IDLE_MS) return false;
    this.#steppedAt = now;
    this.#usedIdle = Math.max(this.#usedIdle + IDLE_MS, idle - SAVED_MS);
    return true;
  }
}
