/** How long a receiver may take nothing before its stream ends. */
export const PATIENCE_MS = 3 * 24 * 60 * 60 * 1000;

const FIRST_SECONDS = 5;
const LONGEST_SECONDS = 3 * 60 * 60;

/**
 * Seconds until the next attempt: 5 at first, five times as many with each further failure, three hours at most; and up to
 * a fifth more or less, so that those that failed together do not come back together.
 *
 * @param failures attempts in a row that failed, from 1.
 * @param asked what the receiver asks for, which may lengthen the pause.
 */
export function pauseAfter(failures: number, asked: number | undefined, random: () => number): number {
  const grown = FIRST_SECONDS * 5 ** Math.min(failures - 1, 10);
  return Math.min(Math.max(grown, asked ?? 0), LONGEST_SECONDS) * (0.8 + 0.4 * random());
}
