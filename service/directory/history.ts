import type { AccountChanges } from './account-changes';
import type { Origin } from './store';

/** What happened to a tenant's users and groups, which of its requests were refused, and who had access when. */
export interface History {
  /** Changes of a tenant, or of one of its users or groups, the latest first. */
  changes(tenant: string, asked: ChangesAsked): Promise<Listed<HistoryEntry>>;

  /** Requests that were refused, the latest first. */
  refusals(tenant: string, asked: Asked): Promise<Listed<RefusedRequest>>;

  /**
   * Who has access, in the order in which users were created.
   *
   * @throws {HistoryTooShort} when history does not reach back to `at`.
   */
  access(tenant: string, asked: AccessAsked): Promise<AccessPage>;

  /** Users or groups that have a name now, or had it once, in any case. Those of now come first. */
  named(tenant: string, type: ResourceTypeName, name: string): Promise<readonly NamedResource[]>;

  /**
   * Takes the names of a user out of history and leaves what was done, with an entry that tells who asked for it.
   *
   * @returns how many entries named the user.
   */
  forget(tenant: string, userId: string, by: Origin): Promise<number>;
}

export type ResourceTypeName = 'Group' | 'User';

/** Which part of a list is asked for. */
export interface Asked {
  /** Maximum number of entries. */
  readonly count: number;

  /** Only what happened at this time or later. */
  readonly since?: Date | undefined;

  /** Where the page before ended. Undefined for the first page. */
  readonly after?: Position | undefined;
}

export interface ChangesAsked extends Asked {
  /** The user or group that is asked about. A user's changes are also those of memberships. @default - all */
  readonly resource?: { readonly type: ResourceTypeName; readonly id: string } | undefined;
}

export interface AccessAsked {
  /** Maximum number of users. */
  readonly count: number;

  /** Where the page before ended. Undefined for the first page. */
  readonly after?: string | undefined;

  /** The time as of which access is asked for. @default - now */
  readonly at?: Date | undefined;
}

export interface AccessPage {
  readonly users: readonly UserAccess[];

  /** Where the next page begins. Undefined on the last one. */
  readonly next: string | undefined;
}

/** A place in a list that is sorted by time: after so many of the entries of that millisecond. */
export interface Position {
  readonly at: Date;
  readonly passed: number;
}

/** A part of a list. */
export interface Listed<Item> {
  readonly items: readonly Item[];

  /** Where the next page begins. Undefined on the last one. */
  readonly next: Position | undefined;
}

/** A change of a user or group. */
export interface HistoryEntry {
  readonly at: Date;
  readonly requestId: string;

  /** Id of the token that the request presented. Of who asked for it, when a user was forgotten. */
  readonly tokenId: string;

  /**
   * `join` and `leave` are changes of a group as its member sees them. `forget` took the names of a user out of history.
   * An operator did `pause`, `resume` and `replay` to a stream of events.
   */
  readonly action:
    'change' | 'create' | 'delete' | 'forget' | 'join' | 'leave' | 'pause' | 'replay' | 'restore' | 'resume';
  readonly type: ResourceTypeName | 'Stream';
  readonly id: string;

  /** userName or displayName after the change, before it for a deletion. Null when it was not kept, or is forgotten. */
  readonly name: string | null;
  readonly externalId: string | null;

  /** Version that the change made. Null when it was not kept. */
  readonly version: number | null;

  /** Names of the attributes that changed. */
  readonly attributes: readonly string[];
  readonly changes: AccountChanges;

  /** The group that a user joined or left. */
  readonly group?: GroupName;
}

export interface GroupName {
  readonly id: string;
  readonly name: string;
}

/** A request that was refused or failed. No value that the client sent is kept. */
export interface RefusedRequest {
  readonly at: Date;
  readonly requestId: string;

  /** Null when no token was presented that is known. */
  readonly tokenId: string | null;

  /** Method and path with `{id}` in place of an id. */
  readonly route: string;
  readonly resourceId: string | null;
  readonly status: number;
  readonly scimType: string | null;

  /** The detail of the SCIM error, with `…` in place of all that the client sent. */
  readonly detail: string;
}

/** A refused request that is to be kept, with an id that tells it from others of the same millisecond. */
export interface RefusalToKeep extends RefusedRequest {
  readonly id: string;
}

/** What access a user has, or had at some time. */
export interface UserAccess {
  readonly id: string;

  /** Null when the user was deleted since and is forgotten. */
  readonly userName: string | null;
  readonly externalId: string | null;
  readonly active: boolean;

  /** Value of the assigned account role. */
  readonly role: string | null;

  /** When role and activity last changed, and by which request. Null when that was before history begins. */
  readonly since: Date | null;
  readonly requestId: string | null;
  readonly tokenId: string | null;

  readonly groups: readonly GroupName[];
}

/** A user or group that has, or had, some name. */
export interface NamedResource {
  readonly id: string;

  /** The present name. Undefined when the resource is deleted. */
  readonly name: string | undefined;
}

/** History does not reach back as far as was asked. */
export class HistoryTooShort extends Error {
  override readonly name = 'HistoryTooShort';
  readonly from: Date;

  constructor(asked: Date, from: Date) {
    super(`history does not reach back to ${asked.toISOString()}; it begins on ${from.toISOString()}`);
    this.from = from;
  }
}
