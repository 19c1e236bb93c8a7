/**
 * Limits that restrict one tenant so that other tenants do not have to wait: `rate` (requests per second), `share`
 * (database connections), `searches` (connections for searches that no index can answer), `deadline` (duration of a
 * request), `page` (size of a page in bytes), `reader` (time to read an answer), `room` (memory for large bodies and
 * answers).
 */
export type Limit = 'deadline' | 'page' | 'rate' | 'reader' | 'room' | 'searches' | 'share';

/** A limit that a request reached. */
export interface LimitMet {
  /** Slug of the tenant. Undefined for a request that presents no known token. */
  readonly tenant: string | undefined;
  readonly limit: Limit;

  /** Outcome of the request: refused before it began, cancelled after it began, or answered only in part. */
  readonly outcome: 'cancelled' | 'cut' | 'refused';
}

/** The number of requests that are waiting now, by the tenant's slug. Tenants without waiting requests are left out. */
export type Waiting = () => Iterable<readonly [tenant: string, requests: number]>;

/** Called each time a request reaches a limit, for metrics and the log. */
export type OnLimit = (met: LimitMet) => void;
