/**
 * Limits that hold a tenant back, so that no other tenant has to wait for it: `rate` (requests a second), `share`
 * (connections to the database), `searches` (connections for searches that no index answers), `deadline` (time of a
 * request), `page` (bytes of a page), `reader` (time to read an answer), `room` (memory for large bodies and answers).
 */
export type Limit = 'deadline' | 'page' | 'rate' | 'reader' | 'room' | 'searches' | 'share';

/** A limit that a request ran into. */
export interface LimitMet {
  /** Slug of the tenant. Undefined for a request that presents no known token. */
  readonly tenant: string | undefined;
  readonly limit: Limit;

  /** Outcome of the request: refused before it began, cancelled under way, or answered in part. */
  readonly outcome: 'cancelled' | 'cut' | 'refused';
}

/**
 * Requests that wait for their turn right now, by the slug of their tenant. Tenants without waiting requests are left
 * out.
 */
export type Waiting = () => Iterable<readonly [tenant: string, requests: number]>;

/** Called each time a limit is met, for metrics and the log. */
export type OnLimit = (met: LimitMet) => void;
