/**
 * Shortens timers of given durations, until mocks are restored.
 *
 * @param shorter for each duration to shorten, the duration to use instead, in milliseconds.
 * @returns the original durations of the timers that were shortened, in the order in which they started.
 */
export function shortenTimers(shorter: Readonly<Record<number, number>>): readonly number[] {
  const shortened: number[] = [];
  const original = globalThis.setTimeout;
  jest.spyOn(globalThis, 'setTimeout').mockImplementation(((callback: () => void, ms: number, ...given: []) => {
    const instead = shorter[ms];
    if (instead !== undefined) shortened.push(ms);
    return original(callback, instead ?? ms, ...given);
  }) as typeof setTimeout);
  return shortened;
}
