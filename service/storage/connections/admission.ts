import { Turns } from '../../directory/turns';

/** Limits for a tenant's connections to the database, and for the time that its requests wait for one. */
export interface AdmissionOptions {
  /**
   * Maximum number of connections that one tenant holds.
   *
   * @default half of the pool, but at least one.
   */
  readonly tenantConnections?: number;

  /**
   * Maximum number of connections that one tenant's searches without an index may hold.
   *
   * @default a quarter of the pool, but at least one.
   */
  readonly scanConnections?: number;

  /**
   * Maximum time that a request waits for a connection.
   *
   * @default 8,000 - leaves most of the request's deadline for the work itself. Eight seconds is enough for 500
   * simultaneous changes to one group, even on a machine under six times the load that it can handle.
   */
  readonly waitMs?: number;

  /**
   * Maximum number of waiting requests per tenant. Further requests are refused immediately.
   *
   * @default 1,000 - more than a client sends at the same time if it waits for answers.
   */
  readonly waitingPerTenant?: number;
}

const WAIT_MS = 8_000;
const WAITING_PER_TENANT = 1_000;

/**
 * Maximum number of waiting requests in total. These requests have short bodies, which stay in memory while the
 * requests wait. The memory for long bodies is limited separately.
 */
const WAITING = 5_000;

/** The queue in which requests wait for a connection from the pool. */
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
