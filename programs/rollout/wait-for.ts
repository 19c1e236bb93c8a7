import { poll } from '../../microsoft/clock';
import type { RestClient } from '../../microsoft/rest-client';

/**
 * Calls `look` repeatedly until it returns a result.
 *
 * @param what message of the error that is thrown if there is no result after `timeoutMinutes`.
 * @param look returns the result. Returns undefined while there is no result yet.
 */
export async function waitFor<Found>(
  { clock }: RestClient,
  what: string,
  timeoutMinutes: number,
  look: () => Promise<Found | undefined>,
): Promise<Found> {
  const found = await poll(clock, { timeoutSeconds: timeoutMinutes * 60, pauseSeconds: 5 }, look);
  if (found === undefined) throw new Error(`after ${timeoutMinutes} minutes ${what}; see the log in the Azure portal`);
  return found;
}
