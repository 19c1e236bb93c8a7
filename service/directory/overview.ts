/** Each tenant at a glance, from what all replicas wrote. Replicas write a minute late at most. */
export interface Overview {
  /** All tenants that are known, in one look. */
  all(): Promise<OverviewOfAll>;

  /** One tenant, counted now. */
  of(tenant: string): Promise<TenantOverview>;

  /** Notes when tokens were used for a tenant, and what the tenant holds. What is noted of a token is never turned back. */
  note(tenant: string, calls: readonly TokenCalls[]): Promise<void>;
}

export interface OverviewOfAll {
  /** By slug. */
  readonly counts: ReadonlyMap<string, TenantCounts>;
  readonly calls: readonly KnownToken[];
}

export interface TenantOverview {
  readonly counts: TenantCounts;
  readonly calls: readonly KnownToken[];
}

/** What a tenant holds. */
export interface TenantCounts {
  readonly countedAt: Date;
  readonly activeUsers: number;
  readonly inactiveUsers: number;
  readonly groups: number;

  /** Requests that were refused in the 24 hours before, as far as they are kept in history. */
  readonly refusals: number;
}

/** When a token was last used for a tenant. A call that failed by a fault of the service is neither. */
export interface TokenCalls {
  readonly tokenId: string;
  readonly accepted: Date | undefined;
  readonly refused: Date | undefined;
}

/** A token that was used for a tenant, or is one of the tenant's own. */
export interface KnownToken extends TokenCalls {
  readonly tenant: string;

  /** When a replica first knew it. */
  readonly knownSince: Date;
}
