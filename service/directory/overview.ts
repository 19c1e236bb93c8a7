import type { Scope } from './token';

/**
 * The state of each tenant, based on the data that all replicas have stored: calls with a delay of some seconds, counts
 * with a delay of at most a minute.
 */
export interface Overview {
  /** The state of all known tenants, read in one call. */
  all(): Promise<OverviewOfAll>;

  /** The state of one tenant. Its users and groups are counted during this call. */
  of(tenant: string): Promise<TenantOverview>;

  /** When tokens were last used for a tenant, also tokens that have been revoked since. */
  callsOf(tenant: string): Promise<readonly KnownToken[]>;

  /** Stores when tokens were last used for a tenant. An earlier time never replaces a later one. */
  noteCalls(tenant: string, calls: readonly TokenCalls[]): Promise<void>;

  /** Stores the tenant's counts. */
  noteCounts(tenant: string): Promise<void>;
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

  /** Number of requests refused in the 24 hours before the count. Includes only requests that history still keeps. */
  readonly refusals: number;
}

/** What a client was answered: `refused` asks for somebody's attention, on the side of the client. */
export type Verdict = 'accepted' | 'refused';

/**
 * When a token was last accepted and last refused for a tenant. A request that failed because of the service counts as
 * neither accepted nor refused.
 */
export interface TokenCalls {
  readonly tokenId: string;
  readonly scope: Scope;
  readonly accepted: Date | undefined;
  readonly refused: Date | undefined;
}

/** A token that was used for a tenant, or that belongs to the tenant. */
export interface KnownToken extends TokenCalls {
  readonly tenant: string;

  /** When a replica first stored the token. */
  readonly knownSince: Date;
}
