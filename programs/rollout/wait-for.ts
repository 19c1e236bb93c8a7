import { poll } from '../../microsoft/clock';
import type { RestClient } from '../../microsoft/rest-client';

/**
 * Calls `look` until something is settled.
 *
 * @param what text of the error that is thrown after `timeoutMinutes`.
 * @param look returns what was found, or undefined while it is under way.
 */
export async function waitFor<Found>(
  { clock }: RestClient,
  what: string,
  timeoutMinutes: number,
  look: () => Promise<Found | undefined>,
): Promise<Found> {
  const found = await poll(clock, { timeoutSeconds: timeoutMinutes * 60, pauseSeconds: 5 }, look);
  if (found === undefined) throw new Error(`after ${timeoutMinutes} minutes ${what}; look at its log in the portal`);
  return found;
}
