import type { AccountChanges } from './account-changes';
import type { Origin } from './store';

/**
 * The history of a tenant: changes to users and groups, refused requests, and the access that users had at a given
 * time.
 */
export interface History {
  /** Lists changes to the users and groups of a tenant, or to a single one of them. The latest change comes first. */
  changes(tenant: string, asked: ChangesAsked): Promise<Listed<HistoryEntry>>;

  /** Lists refused requests. The latest request comes first. */
  refusals(tenant: string, asked: Asked): Promise<Listed<RefusedRequest>>;

  /**
   * Lists the access of users, in the order in which the users were created.
   *
   * @throws {HistoryTooShort} when history begins after `at`.
   */
  access(tenant: string, asked: AccessAsked): Promise<AccessPage>;

  /** When history begins. Earlier changes are not kept. */
  begins(): Promise<Date>;

  /** Finds users or groups that have, or once had, the given name, ignoring case. Those that have it now come first. */
  named(tenant: string, type: ResourceTypeName, name: string): Promise<readonly NamedResource[]>;

  /**
   * Removes the names of a user from history, but keeps the records of the user's changes. Adds an entry that shows who
   * requested the removal.
   *
   * @returns the number of entries that contained a name of the user.
   * @throws {UnknownPerson} when there is no such user, and history has nothing about one either.
   */
  forget(tenant: string, userId: string, by: Origin): Promise<number>;
}

export type ResourceTypeName = 'Group' | 'User';

/** The part of a list that the caller asks for. */
export interface Asked {
  /** Maximum number of entries. */
  readonly count: number;

  /** Only entries from this time or later. */
  readonly since?: Date | undefined;

  /** Where the previous page ended. Undefined for the first page. */
  readonly after?: Position | undefined;
}

export interface ChangesAsked extends Asked {
  /**
   * Lists only changes to this user or group. For a user, this includes changes to memberships. @default - all changes
   */
  readonly resource?: { readonly type: ResourceTypeName; readonly id: string } | undefined;
}

export interface AccessAsked {
  /** Maximum number of users. */
  readonly count: number;

  /** Where the previous page ended. Undefined for the first page. */
  readonly after?: string | undefined;

  /** The time for which to show access. @default - now */
  readonly at?: Date | undefined;
}

export interface AccessPage {
  readonly users: readonly UserAccess[];

  /** Where the next page begins. Undefined on the last page. */
  readonly next: string | undefined;
}

/**
 * A position in a list that is sorted by time: a millisecond, and the number of entries to skip within that
 * millisecond.
 */
export interface Position {
  readonly at: Date;
  readonly passed: number;
}

/** One page of a list. */
export interface Listed<Item> {
  readonly items: readonly Item[];

  /** Where the next page begins. Undefined on the last page. */
  readonly next: Position | undefined;
}

/** A change to a user or group. */
export interface HistoryEntry {
  readonly at: Date;
  readonly requestId: string;

  /** Id of the token that the request presented. For `forget`, id of the principal that requested the removal. */
  readonly tokenId: string;

  /**
   * The kind of the change. `join` and `leave` record in a user's history that the user joined or left a group.
   * `forget` records that the names of a user were removed from history. `pause`, `resume` and `replay` are actions of
   * an operator on a stream of events. `enable`, `disable`, `issue` and `revoke` are actions on an account: its admin
   * or an operator switched SCIM on or off, or created or revoked a token.
   */
  readonly action:
    | 'change'
    | 'create'
    | 'delete'
    | 'disable'
    | 'enable'
    | 'forget'
    | 'issue'
    | 'join'
    | 'leave'
    | 'pause'
    | 'replay'
    | 'restore'
    | 'resume'
    | 'revoke';
  readonly type: ResourceTypeName | 'Account' | 'Stream';
  readonly id: string;

  /**
   * The userName or displayName after the change or, for a deletion, before it. Null when history has no name, or has
   * forgotten it.
   */
  readonly name: string | null;
  readonly externalId: string | null;

  /** Version of the resource after the change. Null when history has no version. */
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

/** A refused or failed request. No value that the client sent is kept. */
export interface RefusedRequest {
  readonly at: Date;
  readonly requestId: string;

  /** Null when the request presented no known token. */
  readonly tokenId: string | null;

  /** The method and the path of the request, with `{id}` in place of an id. */
  readonly route: string;
  readonly resourceId: string | null;
  readonly status: number;
  readonly scimType: string | null;

  /** The detail of the SCIM error, with `…` in place of values that the client sent. */
  readonly detail: string;
}

/**
 * A refused request that is to be stored. Its id distinguishes it from other refused requests in the same millisecond.
 */
export interface RefusalToKeep extends RefusedRequest {
  readonly id: string;
}

/** Whether a user may use the product, in which role, and since when. */
export interface Entitlement {
  readonly active: boolean;

  /** Value of the assigned account role. */
  readonly role: string | null;

  /**
   * Time of the last change to the role or to `active`. `requestId` identifies the request that made this change. Both
   * are null when the change happened before history began.
   */
  readonly since: Date | null;
  readonly requestId: string | null;
  readonly tokenId: string | null;
}

/** The access that a user has now or had at some time. */
export interface UserAccess extends Entitlement {
  readonly id: string;

  /** Null when the user has since been deleted and removed from history. */
  readonly userName: string | null;
  readonly externalId: string | null;

  readonly groups: readonly GroupName[];
}

/** A user or group that has a given name, or had it in the past. */
export interface NamedResource {
  readonly id: string;

  /** The current name. Undefined when the resource was deleted. */
  readonly name: string | undefined;
}

/** The tenant has no user with this id, and history has nothing about one. */
export class UnknownPerson extends Error {
  override readonly name = 'UnknownPerson';

  constructor(tenant: string, id: string) {
    super(`'${tenant}' has no user with the id '${id}', and history has nothing about one; check the id`);
  }
}

/** History does not reach back to the requested time. */
export class HistoryTooShort extends Error {
  override readonly name = 'HistoryTooShort';
  readonly from: Date;

  constructor(asked: Date, from: Date) {
    super(`history does not reach back to ${asked.toISOString()}; it begins on ${from.toISOString()}`);
    this.from = from;
  }
}
