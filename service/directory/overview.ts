/** The state of each tenant, as stored by all replicas. Each replica stores its data at least once a minute. */
export interface Overview {
  /** The state of all known tenants. Costs a single call. */
  all(): Promise<OverviewOfAll>;

  /** The state of one tenant. The users and groups of the tenant are counted during this call. */
  of(tenant: string): Promise<TenantOverview>;

  /**
   * Stores when a tenant's tokens were last used, together with current counts of the tenant. An earlier time never
   * replaces a later one.
   */
  note(tenant: string, calls: readonly TokenCalls[]): Promise<void>;
}

export interface OverviewOfAll {
  /** The counts of each tenant, by the tenant's slug. */
  readonly counts: ReadonlyMap<string, TenantCounts>;
  readonly calls: readonly KnownToken[];
}

export interface TenantOverview {
  readonly counts: TenantCounts;
  readonly calls: readonly KnownToken[];
}

/** The numbers of a tenant's users, groups and refused requests. */
export interface TenantCounts {
  readonly countedAt: Date;
  readonly activeUsers: number;
  readonly inactiveUsers: number;
  readonly groups: number;

  /**
   * Number of requests that were refused in the 24 hours before the count. Refusals that history no longer keeps are
   * not included.
   */
  readonly refusals: number;
}

/**
 * When a token was last accepted and last refused for a tenant. A request that failed because of an error of the
 * service counts as neither.
 */
export interface TokenCalls {
  readonly tokenId: string;
  readonly accepted: Date | undefined;
  readonly refused: Date | undefined;
}

/** A token that was used for a tenant, or that belongs to the tenant. */
export interface KnownToken extends TokenCalls {
  readonly tenant: string;

  /** When a replica first stored the token. */
  readonly knownSince: Date;
}
