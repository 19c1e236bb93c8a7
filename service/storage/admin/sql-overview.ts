import type {
  KnownToken,
  LagInHour,
  Overview,
  OverviewOfAll,
  RequestsInHour,
  TenantCounts,
  TenantOverview,
  TokenCalls,
  UsersOfRole,
} from '../../directory/overview';
import { readForAll } from '../connections/all-tenants';
import type { Database } from '../connections/database';

import { ADD_REQUESTS, LAGS, NOTE_LAGS, REQUESTS, TRIM_LAGS, TRIM_REQUESTS } from './hourly-statements';
import {
  CALLS,
  CALLS_OF_ALL,
  type CallsRow,
  COUNT,
  COUNTS_OF_ALL,
  type CountsRow,
  KEEP_COUNTS,
  LOCK_COUNTS,
  NOTE_CALLS,
  USERS_BY_ROLE,
} from './overview-statements';

/**
 * The overview in PostgreSQL: one row per tenant for its counts, one row per token for its calls, and rows for each
 * hour of the last week.
 */
export class SqlOverview implements Overview {
  readonly #db: Pick<Database, 'maintain' | 'run' | 'silent' | 'transaction'>;
  readonly #tenants: readonly string[];

  /** @param tenants slugs of the tenants. @default - if a node of a cluster is down, nothing is read about any tenant. */
  constructor(db: Pick<Database, 'maintain' | 'run' | 'silent' | 'transaction'>, tenants: readonly string[] = []) {
    this.#db = db;
    this.#tenants = tenants;
  }

  async all(): Promise<OverviewOfAll> {
    const [counts, calls] = await Promise.all([
      readForAll<CountsRow & { readonly tenant_id: string }>(this.#db, this.#tenants, COUNTS_OF_ALL.with({})),
      readForAll<CallsRow>(this.#db, this.#tenants, CALLS_OF_ALL.with({})),
    ]);
    return {
      counts: new Map(counts.rows.map((row) => [row.tenant_id, toCounts(row)])),
      calls: calls.rows.map(toKnownToken),
      missing: new Set([...counts.missing, ...calls.missing]),
    };
  }

  async of(tenant: string): Promise<TenantOverview> {
    const [counts, calls] = await Promise.all([
      this.#db.run<CountsRow>(tenant, COUNT.with({ tenant })),
      this.callsOf(tenant),
    ]);
    return { counts: toCounts(counts[0] as CountsRow), calls };
  }

  async callsOf(tenant: string): Promise<readonly KnownToken[]> {
    return (await this.#db.run<CallsRow>(tenant, CALLS.with({ tenant }))).map(toKnownToken);
  }

  async noteCalls(tenant: string, calls: readonly TokenCalls[]): Promise<void> {
    await this.#db.transaction(tenant, ({ finish }) =>
      finish(...calls.map((each) => NOTE_CALLS.with({ tenant, ...each }))),
    );
  }

  requests(tenant: string, since: Date): Promise<RequestsInHour[]> {
    return this.#db.run<RequestsInHour>(tenant, REQUESTS.with({ tenant, since }));
  }

  lags(tenant: string, since: Date): Promise<LagInHour[]> {
    return this.#db.run<LagInHour>(tenant, LAGS.with({ tenant, since }));
  }

  usersByRole(tenant: string): Promise<UsersOfRole[]> {
    return this.#db.run<UsersOfRole>(tenant, USERS_BY_ROLE.with({ tenant }), { kind: 'scan' });
  }

  // If the connection breaks before the commit is confirmed, the caller tries again, so these requests may be counted
  // twice.
  async note(tenant: string, requests: readonly RequestsInHour[]): Promise<void> {
    await this.#db.transaction(tenant, ({ finish }) =>
      finish(
        ...requests.map((each) => ADD_REQUESTS.with({ tenant, ...each })),
        LOCK_COUNTS.with({ tenant }),
        KEEP_COUNTS.with({ tenant }),
        NOTE_LAGS.with({ tenant }),
        TRIM_REQUESTS.with({ tenant }),
        TRIM_LAGS.with({ tenant }),
      ),
    );
  }
}

function toCounts(row: CountsRow): TenantCounts {
  return {
    countedAt: row.counted_at,
    activeUsers: row.active_users,
    inactiveUsers: row.inactive_users,
    groups: row.groups,
    refusals: row.refusals,
    refusedByHour: dayUntil(row.counted_at).map((hour) => row.refused_by_hour[hour] ?? 0),
  };
}

/** The hour that contains a time, and the 23 hours before it, each in seconds since 1970. */
function dayUntil(at: Date): number[] {
  const current = Math.floor(at.getTime() / 3_600_000);
  return Array.from({ length: 24 }, (_, index) => (current - 23 + index) * 3_600);
}

function toKnownToken(row: CallsRow): KnownToken {
  return {
    tenant: row.tenant_id,
    tokenId: row.token_id,
    scope: row.scope,
    knownSince: row.known_since,
    accepted: row.accepted ?? undefined,
    refused: row.refused ?? undefined,
  };
}
