import { setTimeout } from 'node:timers/promises';

/** Time as the step sees it, so that a test need not wait. */
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
