/** How long a receiver may go without accepting any event before its stream ends, in milliseconds. */
export const PATIENCE_MS = 3 * 24 * 60 * 60 * 1000;

const FIRST_SECONDS = 5;
const LONGEST_SECONDS = 3 * 60 * 60;

/**
 * Returns the pause before the next attempt, in seconds: five after the first failure, and five times as long after
 * each further failure, up to three hours. The pause varies at random by up to a fifth, so that streams that failed
 * together do not all try again at the same moment.
 *
 * @param failures number of failed attempts in a row, at least 1.
 * @param asked the pause that the receiver requests, in seconds. It can only lengthen the pause.
 */
export function pauseAfter(failures: number, asked: number | undefined, random: () => number): number {
  const grown = FIRST_SECONDS * 5 ** Math.min(failures - 1, 10);
  return Math.min(Math.max(grown, asked ?? 0), LONGEST_SECONDS) * (0.8 + 0.4 * random());
}
