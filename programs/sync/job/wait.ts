import { type Clock, poll } from '../../../microsoft/clock';

/** Graph did not show a change in time. */
export class NotShownError extends Error {
  override readonly name = 'NotShownError';
}

/**
 * Waits until `look` finds what was written, because Graph shows changes late.
 *
 * @throws {NotShownError} after two minutes.
 */
export async function waitUntil(clock: Clock, what: string, look: () => Promise<boolean>): Promise<void> {
  const shown = await poll(clock, { timeoutSeconds: 120, pauseSeconds: 2 }, async () => (await look()) || undefined);
  if (shown) return;
  throw new NotShownError(`Graph took the change, but does not show after two minutes that ${what}; run it again`);
}
