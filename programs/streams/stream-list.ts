import type { StreamStatus } from '../../service/streams/desk';
import type { Rendered } from '../history/format';
import { localTime } from '../history/time';

/**
 * Prepares a list of streams for printing.
 *
 * @param now current time, from which the delay of each stream is computed.
 */
export function streamList(items: readonly StreamStatus[], now: Date): Rendered<StreamStatus> {
  return {
    items,
    table: [
      { title: 'tenant', cell: ({ tenant }) => tenant },
      { title: 'stream', cell: ({ stream }) => stream },
      { title: 'state', cell: stateOf },
      { title: 'behind', cell: ({ behindSince }) => (behindSince ? ageOf(behindSince, now) : '-') },
      { title: 'next attempt', cell: ({ dueAt, failures }) => (dueAt && failures > 0 ? localTime(dueAt) : '-') },
      { title: 'last error', cell: ({ lastError }) => lastError ?? '-', width: 60 },
    ],
    csv: [
      { title: 'tenant', cell: ({ tenant }) => tenant },
      { title: 'stream', cell: ({ stream }) => stream },
      { title: 'delivery', cell: ({ delivery }) => delivery ?? '' },
      { title: 'state', cell: ({ state }) => state },
      { title: 'since', cell: ({ since }) => since.toISOString() },
      { title: 'behindSince', cell: ({ behindSince }) => behindSince?.toISOString() ?? '' },
      { title: 'failures', cell: ({ failures }) => String(failures) },
      { title: 'failingSince', cell: ({ failingSince }) => failingSince?.toISOString() ?? '' },
      { title: 'lastError', cell: ({ lastError }) => lastError ?? '' },
      { title: 'cursor', cell: ({ cursor }) => cursor },
    ],
  };
}

function stateOf({ state, since, delivery, failures }: StreamStatus): string {
  if (!delivery) return 'not declared';
  if (state !== 'active') return `${state} since ${localTime(since)}`;
  return failures > 0 ? `failing (${failures})` : state;
}

/** The time between `time` and `now`, in its two largest units: `2 d 4 h`. */
function ageOf(time: Date, now: Date): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - time.getTime()) / 1e3));
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const first = parts.findIndex(([amount]) => amount > 0);
  const shown = first < 0 ? parts.slice(-1) : parts.slice(first, first + 2).filter(([amount]) => amount > 0);
  return shown.map(([amount, unit]) => `${amount} ${unit}`).join(' ');
}
