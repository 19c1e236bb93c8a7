import { setTimeout } from 'node:timers/promises';

/** The current time, and a way to wait. Tests replace the clock, so that they need not wait. */
export interface Clock {
  /** Milliseconds since a fixed but arbitrary moment. */
  now(): number;

  sleep(milliseconds: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: async (milliseconds) => {
    await setTimeout(milliseconds);
  },
};

/**
 * Calls `look` until it returns a value. This is needed because Microsoft's services show changes with a delay, and do
 * not report when a change is complete.
 *
 * @param options how long to try, and how long to wait between two calls.
 * @returns the value that `look` returned. Undefined if `look` returned no value in time.
 */
export async function poll<Found>(
  clock: Clock,
  { timeoutSeconds, pauseSeconds }: { readonly timeoutSeconds: number; readonly pauseSeconds: number },
  look: () => Promise<Found | undefined>,
): Promise<Found | undefined> {
  const end = clock.now() + timeoutSeconds * 1000;
  for (;;) {
    const found = await look();
    if (found !== undefined || clock.now() + pauseSeconds * 1000 > end) return found;
    await clock.sleep(pauseSeconds * 1000);
  }
}
