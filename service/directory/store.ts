import type { Page } from '../scim/list-response';
import type { MemberChange } from '../scim/member-change';
import type { Resource } from '../scim/resource';
import type { Search } from '../scim/search';

import type { Budget } from './budget';
import type { Change } from './change';

/** Where the users and groups of one tenant live. The only door between the directory and a database. */
export interface DirectoryStore {
  readonly users: UserStore;
  readonly groups: GroupStore;
}

/**
 * Opens the store of a tenant for one request. What the request changes is logged under its name, and what it asks of the
 * store takes its time.
 */
export type OpenStore = (tenant: TenantKey, origin: Origin, budget: Budget) => DirectoryStore;

/** What a store has to know of a tenant. */
export interface TenantKey {
  readonly slug: string;

  /** Role that is in effect for users who have none. Undefined for no role. */
  readonly defaultRole: string | undefined;
}

/** Where a change comes from, for the provisioning log. */
export interface Origin {
  /** Id of the request, which its answer carries too. */
  readonly requestId: string;

  /** Id of the token that the request presented, never the token. */
  readonly tokenId: string;
}

/** How much to read besides the resources themselves. */
export interface Reading {
  /** Whether to read the groups of a user or the members of a group: that costs as much as there are. */
  readonly related: boolean;
}

/** What a change makes of a resource. One that names no attributes leaves them as they are. */
export type ChangeFunction = (before: Resource) => Change;

/** Throws when a resource may not be removed as it is. */
export type RemovalCheck = (before: Resource) => void;

/** A user or group in the list of another resource. */
export interface Related {
  readonly id: string;

  /** Name to show for it. */
  readonly display: string;
}

/** A user, with the groups that the user belongs to where they were asked for. */
export interface User extends Resource {
  readonly groups?: readonly Related[];

  /** Id of the token with which the user was last changed. */
  readonly changedBy: string;
}

/** A group, with its members where they were asked for. */
export interface Group extends Resource {
  readonly members?: readonly Related[];
}

export interface UserStore {
  /**
   * Keeps a new user. When there is an inactive one with the same userName or externalId, that one is changed by
   * `restore` instead, if it is given.
   *
   * @returns the user that is stored then.
   * @throws {Duplicate} when another user has this userName, in any case, or an inactive one that is not to be restored
   *   has this externalId.
   * @throws {TwoInactive} when they are two who are inactive.
   */
  insert(change: Change, restore: ChangeFunction | undefined): Promise<User>;

  find(id: string, reading: Reading): Promise<User | undefined>;

  search(search: Search, reading: Reading): Promise<Page<User>>;

  /**
   * Changes a user in one transaction, and gives back what is stored then. Undefined when there is no such user.
   *
   * @throws {Duplicate} when another user has this userName, in any case.
   */
  change(id: string, change: ChangeFunction): Promise<User | undefined>;

  /** Whether there was such a user. A user who is removed leaves every group. */
  remove(id: string, check: RemovalCheck): Promise<boolean>;
}

export interface GroupStore {
  /**
   * @throws {Duplicate} when another group has this displayName, in any case.
   * @throws {UnknownMember} when a member is no user of the tenant.
   */
  insert(change: Change, memberIds: readonly string[]): Promise<void>;

  find(id: string, reading: Reading): Promise<Group | undefined>;

  search(search: Search, reading: Reading): Promise<Page<Group>>;

  /**
   * Changes a group's attributes and members in one transaction, without reading its members, and gives back the group
   * as it is stored then: as it was, when neither changed. Undefined when there is no such group.
   *
   * @throws {Duplicate} and {UnknownMember} as `insert` does.
   */
  change(id: string, change: ChangeFunction, members: readonly MemberChange[]): Promise<Group | undefined>;

  /** Whether there was such a group. */
  remove(id: string, check: RemovalCheck): Promise<boolean>;
}

/** A value that must be unique is not. */
export class Duplicate extends Error {
  override readonly name = 'Duplicate';
  readonly attribute: string;
  readonly value: string;

  /** Whether who has it is inactive, and could be restored. */
  readonly isInactive: boolean;

  constructor(attribute: string, value: string, isInactive = false) {
    super(`${attribute} '${value}' is not unique`);
    this.attribute = attribute;
    this.value = value;
    this.isInactive = isInactive;
  }
}

/** A new user has the userName of an inactive user, and the externalId of another one. */
export class TwoInactive extends Error {
  override readonly name = 'TwoInactive';
  readonly userName: string;
  readonly externalId: string;

  constructor(userName: string, externalId: string) {
    super(`userName '${userName}' and externalId '${externalId}' are those of two users`);
    this.userName = userName;
    this.externalId = externalId;
  }
}

/** A member is no user of the tenant. */
export class UnknownMember extends Error {
  override readonly name = 'UnknownMember';
  readonly ids: readonly string[];

  constructor(ids: readonly string[]) {
    super(`no users ${ids.join(', ')}`);
    this.ids = ids;
  }
}

/** A search costs more than one request may. */
export class SearchTooCostly extends Error {
  override readonly name = 'SearchTooCostly';
}

/** A tenant holds its share of the database already. */
export class ShareExceeded extends Error {
  override readonly name = 'ShareExceeded';
  readonly limit: 'searches' | 'share';

  /** How long the request waited. 0 when too many waited already. */
  readonly waitedSeconds: number;

  constructor(limit: 'searches' | 'share', waitedSeconds: number) {
    super(`the tenant holds its share of the database already (${limit})`);
    this.limit = limit;
    this.waitedSeconds = waitedSeconds;
  }
}

/** The database does not answer, or is not prepared yet. Whether a change that was under way is stored is not known. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}
