import { setTimeout as sleep } from 'node:timers/promises';

import type { ServerProcess } from './server-process';

/** Interval between two measurements, in milliseconds. It is short enough to catch the peak of every large answer. */
const EVERY_MS = 100;

/**
 * Watches a service's memory through its metrics. @returns a function that stops watching and returns the peak in MB.
 */
export function peakMemory({ metricsPort }: ServerProcess): { stop(): Promise<number> } {
  let peak = 0;
  const end = new AbortController();
  const watched = (async () => {
    while (!end.signal.aborted) {
      const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
      const [, bytes] = /^process_resident_memory_bytes (\S+)$/m.exec(text) ?? [];
      peak = Math.max(peak, Number(bytes) / 1024 ** 2);
      await sleep(EVERY_MS);
    }
  })();
  return {
    stop: async () => {
      end.abort();
      await watched;
      return peak;
    },
  };
}
