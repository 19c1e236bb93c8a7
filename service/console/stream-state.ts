import type { z } from 'zod';

import type { streamHealthSchema } from '../admin/stream-schemas';
import { duration } from '../pages/instant';
import { SEVERITIES, type Severity } from '../pages/judgement';

type Stream = z.output<typeof streamHealthSchema>;

/**
 * How long an event may wait for its receiver before somebody should have a look, in seconds. A working receiver
 * accepts an event within seconds.
 */
const BEHIND_SECONDS = 5 * 60;

export function severityOf({ state, failures, behindSince, delivery }: Stream, now: Date): Severity {
  if (delivery === null || state === 'paused') return 'off';
  if (state === 'ended') return 'bad';
  if (behindSince !== null && secondsSince(behindSince, now) > BEHIND_SECONDS) return 'bad';
  return failures > 0 ? 'warn' : 'good';
}

/** How far a stream is behind, in words. */
export function lagOf({ behindSince }: Stream, now: Date): string {
  return behindSince === null ? 'up to date' : `${duration(secondsSince(behindSince, now))} behind`;
}

/** The streams of a tenant at a glance. */
export interface StreamsState {
  readonly severity: Severity;

  /** Describes the stream that needs somebody most. */
  readonly words: string;
  readonly worst: Stream;

  /** Number of streams whose receivers lack events. */
  readonly behind: number;

  /** Number of streams that are declared. */
  readonly count: number;
}

/** Undefined for a tenant without streams. Streams that are no longer declared do not count. */
export function streamsStateOf(streams: readonly Stream[], now: Date): StreamsState | undefined {
  const declared = streams.filter(({ delivery }) => delivery !== null);
  const [worst] = [...declared].sort(
    (one, other) =>
      SEVERITIES.indexOf(severityOf(one, now)) - SEVERITIES.indexOf(severityOf(other, now)) ||
      Date.parse(one.behindSince ?? now.toISOString()) - Date.parse(other.behindSince ?? now.toISOString()),
  );
  if (!worst) return undefined;
  return {
    severity: severityOf(worst, now),
    words: worst.state === 'active' ? lagOf(worst, now) : worst.state,
    worst,
    behind: declared.filter(({ behindSince }) => behindSince !== null).length,
    count: declared.length,
  };
}

function secondsSince(at: string, now: Date): number {
  return (now.getTime() - Date.parse(at)) / 1e3;
}
