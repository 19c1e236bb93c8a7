/**
 * What holds a tenant back, so that nobody waits for a neighbour: `rate` (requests a second), `share` (connections to the
 * database), `searches` (connections for searches that no index answers), `deadline` (time of a request), `page` (bytes
 * of a page), `reader` (time to read an answer), `room` (memory for large bodies and answers).
 */
export type Limit = 'deadline' | 'page' | 'rate' | 'reader' | 'room' | 'searches' | 'share';

/** A limit that was met. */
export interface LimitMet {
  /** Slug of the tenant. Undefined for a request without a known token. */
  readonly tenant: string | undefined;
  readonly limit: Limit;

  /** What became of the request: refused before it began, cancelled under way, or answered in part. */
  readonly outcome: 'cancelled' | 'cut' | 'refused';
}

/** Requests that wait for their turn at this moment, by the slug of their tenant. A tenant that waits for nothing is left out. */
export type Waiting = () => Iterable<readonly [tenant: string, requests: number]>;

/** Told each time that a limit is met, for metrics and the log. */
export type OnLimit = (met: LimitMet) => void;
