/** The state of each tenant, as stored by all replicas. Each replica stores its data at least once a minute. */
export interface Overview {
  /** The state of all known tenants. Costs a single call. */
  all(): Promise<OverviewOfAll>;

  /** The state of one tenant. The users and groups of the tenant are counted during this call. */
  of(tenant: string): Promise<TenantOverview>;

  /**
   * The requests of Entra in each hour from `since` on, earliest first. Hours without requests are left out, and so are
   * hours that are more than a week ago.
   */
  requests(tenant: string, since: Date): Promise<readonly RequestsInHour[]>;

  /** How far behind each stream was in each hour from `since` on, by stream, earliest first. Kept for a week. */
  lags(tenant: string, since: Date): Promise<readonly LagInHour[]>;

  /** Users by account role. They are counted during this call, which reads all users of the tenant. */
  usersByRole(tenant: string): Promise<readonly UsersOfRole[]>;

  /**
   * Stores when tokens were last used for a tenant, and also the tenant's counts and how far behind its streams are. An
   * earlier time never replaces a later one. The requests are added to those that are stored already.
   */
  note(tenant: string, calls: readonly TokenCalls[], requests: readonly RequestsInHour[]): Promise<void>;
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

  /** Refused requests in the hour of the count and in each of the 23 hours before, earliest first. */
  readonly refusedByHour: readonly number[];
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

/** Requests of Entra in an hour, by how they were answered: below 400, with 400 to 499, and with 500 or more. */
export interface RequestsInHour {
  /** Beginning of the hour, in UTC. */
  readonly hour: Date;
  readonly accepted: number;
  readonly refused: number;
  readonly failed: number;
}

/** How far behind a stream was in an hour. */
export interface LagInHour {
  /** Name of the stream. */
  readonly stream: string;
  readonly hour: Date;

  /** Age of the oldest event that the receiver had not accepted: the highest that a replica noted in the hour. */
  readonly seconds: number;
}

export interface UsersOfRole {
  /** Value of the account role. Null for users without one. */
  readonly role: string | null;
  readonly active: number;
  readonly inactive: number;
}
