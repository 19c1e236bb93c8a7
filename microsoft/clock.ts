import { setTimeout } from 'node:timers/promises';

/** Time as a program sees it. A test replaces it, so that it need not wait. */
export interface Clock {
  /** Milliseconds since some moment. */
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
 * Calls `look` until it finds something, because Microsoft's services show changes late and do not say when they are
 * done.
 *
 * @param options how long to look, and how long to wait between two looks.
 * @returns undefined if nothing was found in time.
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
