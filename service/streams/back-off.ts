/** How long a receiver may accept no event before its stream ends. */
export const PATIENCE_MS = 3 * 24 * 60 * 60 * 1000;

const FIRST_SECONDS = 5;
const LONGEST_SECONDS = 3 * 60 * 60;

/**
 * Seconds until the next attempt: five after the first failure, and five times as many after each further failure, at
 * most three hours. The pause is up to a fifth longer or shorter at random, so that streams that failed together do not
 * all try again together.
 *
 * @param failures number of failed attempts in a row, at least 1.
 * @param asked the pause that the receiver requests, in seconds. It can only lengthen the pause.
 */
export function pauseAfter(failures: number, asked: number | undefined, random: () => number): number {
  const grown = FIRST_SECONDS * 5 ** Math.min(failures - 1, 10);
  return Math.min(Math.max(grown, asked ?? 0), LONGEST_SECONDS) * (0.8 + 0.4 * random());
}
