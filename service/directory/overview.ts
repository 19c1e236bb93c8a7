import type { Scope } from './token';

/**
 * The state of each tenant, from the data that all replicas store. A replica stores new calls within seconds, and all
 * other data within about a minute.
 */
export interface Overview {
  /** The state of all known tenants, read with a single call. */
  all(): Promise<OverviewOfAll>;

  /** The state of one tenant. The users and groups of the tenant are counted during this call. */
  of(tenant: string): Promise<TenantOverview>;

  /** When each token was last used for a tenant. Includes tokens that have been revoked since then. */
  callsOf(tenant: string): Promise<readonly KnownToken[]>;

  /** Stores when tokens were last used for a tenant. An earlier time never replaces a later one. */
  noteCalls(tenant: string, calls: readonly TokenCalls[]): Promise<void>;

  /**
   * The number of Entra's requests in each hour, starting from `since`. The earliest hour comes first. Hours without
   * requests are left out, and so are hours older than a week.
   */
  requests(tenant: string, since: Date): Promise<readonly RequestsInHour[]>;

  /**
   * How far behind each stream was in each hour, starting from `since`. Sorted by stream, and then by hour. Hourly
   * values are kept for a week.
   */
  lags(tenant: string, since: Date): Promise<readonly LagInHour[]>;

  /**
   * The number of users by account role. The users are counted during this call, which reads all users of the tenant.
   */
  usersByRole(tenant: string): Promise<readonly UsersOfRole[]>;

  /**
   * Stores the tenant's current counts, and how far behind its streams are. `requests` are added to the numbers that
   * are already stored.
   */
  note(tenant: string, requests: readonly RequestsInHour[]): Promise<void>;
}

export interface OverviewOfAll {
  /** The counts of each tenant, by the tenant's slug. */
  readonly counts: ReadonlyMap<string, TenantCounts>;
  readonly calls: readonly KnownToken[];

  /** Slugs of tenants whose state could not be read, because their node of a database cluster is down. */
  readonly missing: ReadonlySet<string>;
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

/** Whether a request was accepted or refused. After a refusal, somebody on the client's side has to do something. */
export type Verdict = 'accepted' | 'refused';

/**
 * When a token was last accepted and last refused for a tenant. A request that failed because of an error in the
 * service counts as neither.
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

/**
 * The number of Entra's requests in one hour: accepted (status below 400), refused (400 to 499) and failed (500 and
 * above).
 */
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

  /**
   * Age of the oldest event that the receiver had not yet accepted. This is the greatest age that any replica measured
   * in the hour.
   */
  readonly seconds: number;
}

export interface UsersOfRole {
  /** Value of the account role. Null for users without a role. */
  readonly role: string | null;
  readonly active: number;
  readonly inactive: number;
}
