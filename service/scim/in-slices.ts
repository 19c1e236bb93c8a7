import { setImmediate as othersServed } from 'node:timers/promises';

/**
 * Processes a list slice by slice, and lets other requests be served between two slices. If one slice is enough, there
 * is no pause.
 */
export async function inSlices<Item>(
  list: readonly Item[],
  size: number,
  work: (slice: readonly Item[]) => void,
): Promise<void> {
  if (list.length <= size) {
    work(list);
    return;
  }
  for (let from = 0; from < list.length; from += size) {
    work(list.slice(from, from + size));
    await othersServed();
  }
}
