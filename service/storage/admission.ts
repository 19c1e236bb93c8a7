import { Turns } from '../directory/turns';

/** How many connections a tenant may hold, and how long its requests wait for one. */
export interface AdmissionOptions {
  /**
   * Maximum number of connections that one tenant holds.
   *
   * @default half of the pool, at least one.
   */
  readonly tenantConnections?: number;

  /**
   * Maximum number of connections that one tenant's searches without an index hold.
   *
   * @default a quarter of the pool, at least one.
   */
  readonly scanConnections?: number;

  /**
   * Maximum time that a request waits for a connection.
   *
   * @default 8,000 - most of its deadline is left for what it asks. Five hundred changes to one group, sent at once, are
   *   carried out within that on a machine that is six times overloaded.
   */
  readonly waitMs?: number;

  /**
   * Maximum number of requests of one tenant that wait. Any more are refused at once.
   *
   * @default 1,000 - more than any client that waits for answers has under way.
   */
  readonly waitingPerTenant?: number;
}

const WAIT_MS = 8_000;
const WAITING_PER_TENANT = 1_000;

/** Maximum number of requests that wait in total. Each has a short body in memory; longer ones wait for room elsewhere. */
const WAITING = 5_000;

/** The turns in which requests get the connections of a pool. */
export function admissionTo(connections: number, options: AdmissionOptions): Turns {
  const part = (share: number) => Math.max(1, Math.floor(connections * share));
  const shares = {
    places: connections,
    perTenant: options.tenantConnections ?? part(1 / 2),
    scans: part(1 / 2),
    scansPerTenant: options.scanConnections ?? part(1 / 4),
    waitingPerTenant: options.waitingPerTenant ?? WAITING_PER_TENANT,
    waiting: WAITING,
  };
  return new Turns(shares, (options.waitMs ?? WAIT_MS) / 1e3, { ordinary: 'share', scan: 'searches' });
}
