import type {
  KnownToken,
  Overview,
  OverviewOfAll,
  TenantCounts,
  TenantOverview,
  TokenCalls,
} from '../directory/overview';

import type { Database } from './database';
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
} from './overview-statements';

/** The overview in PostgreSQL: a row for each tenant and for each token that was used for it. */
export class SqlOverview implements Overview {
  readonly #db: Pick<Database, 'maintain' | 'run' | 'transaction'>;

  constructor(db: Pick<Database, 'maintain' | 'run' | 'transaction'>) {
    this.#db = db;
  }

  async all(): Promise<OverviewOfAll> {
    const [counts, calls] = await Promise.all([
      this.#db.maintain<CountsRow & { readonly tenant_id: string }>(COUNTS_OF_ALL.with({})),
      this.#db.maintain<CallsRow>(CALLS_OF_ALL.with({})),
    ]);
    return { counts: new Map(counts.map((row) => [row.tenant_id, toCounts(row)])), calls: calls.map(toKnownToken) };
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

  async noteCounts(tenant: string): Promise<void> {
    await this.#db.transaction(tenant, ({ finish }) =>
      finish(LOCK_COUNTS.with({ tenant }), KEEP_COUNTS.with({ tenant })),
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
  };
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
