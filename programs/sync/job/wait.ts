import { type Clock, poll } from '../../../microsoft/clock';

/** Thrown if Graph does not show a change within the maximum time. */
export class NotShownError extends Error {
  override readonly name = 'NotShownError';
}

/**
 * Waits until `look` returns true, because Graph shows changes only after a delay.
 *
 * @param what the expected state, for the error message.
 * @throws {NotShownError} after two minutes.
 */
export async function waitUntil(clock: Clock, what: string, look: () => Promise<boolean>): Promise<void> {
  const shown = await poll(clock, { timeoutSeconds: 120, pauseSeconds: 2 }, async () => (await look()) || undefined);
  if (shown) return;
  throw new NotShownError(
    `Graph accepted the change, but after two minutes it does not show that ${what}; run this again`,
  );
}
