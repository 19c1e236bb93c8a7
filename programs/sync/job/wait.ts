import type { Clock } from '../../../microsoft/graph/clock';

/** Graph did not show in time what it was told. */
export class NotShownError extends Error {
  override readonly name = 'NotShownError';
}

const TIMEOUT_MS = 120_000;
const PAUSE_MS = 2000;

/**
 * Waits until `look` finds what was written, because Graph shows it late.
 *
 * @throws {NotShownError} after two minutes.
 */
export async function waitUntil(clock: Clock, what: string, look: () => Promise<boolean>): Promise<void> {
  const start = clock.now();
  while (!(await look())) {
    if (clock.now() + PAUSE_MS - start > TIMEOUT_MS) {
      throw new NotShownError(`Graph took the change, but does not show after two minutes that ${what}; run it again`);
    }
    await clock.sleep(PAUSE_MS);
  }
}
