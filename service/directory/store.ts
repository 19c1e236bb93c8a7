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
 * Opens the store of a tenant for one request. Changes are logged under the id of that request, and its time budget
 * pays for all that it asks of the store.
 */
export type OpenStore = (tenant: TenantKey, origin: Origin, budget: Budget) => DirectoryStore;

/** Facts about a tenant that a store must know. */
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
  /**
   * Whether to read the groups and the manager of a user, or the members of a group, which costs more the more of them
   * there are.
   */
  readonly related: boolean;

  /**
   * Called before more is read than an ordinary answer holds. Reading waits until it resolves: then there is room in
   * memory.
   *
   * @default - there always is.
   */
  readonly room?: () => Promise<void>;
}

/** Outcome of a change to a resource. Without attributes, the resource keeps those that it has. */
export type ChangeFunction = (before: Resource) => Change;

/** Decides whether a new user is an existing, inactive one. */
export interface Restoration {
  /** Immutable id of the new user. Undefined when the user has none. */
  readonly immutableId: string | undefined;

  /**
   * The change that brings a user back. Undefined when the new user is none of the existing ones.
   *
   * @param holders the user with the userName and the users with the immutable id: all of these, or at least two.
   */
  settle(holders: readonly Resource[]): Change | undefined;
}

/** Throws when a resource may not be removed as it is. */
export type RemovalCheck = (before: Resource) => void;

/** A user or group in the list of another resource. */
export interface Related {
  readonly id: string;

  /** Name to show for it. */
  readonly display: string;
}

/** A user, with groups and manager if they were asked for. */
export interface User extends Resource {
  readonly groups?: readonly Related[];

  /** The manager, if such a user exists: the attribute may hold any id. Not read in a search. */
  readonly manager?: Related;

  /** Id of the token with which the user was last changed. */
  readonly changedBy: string;
}

/** A group, with its members if they were asked for. */
export interface Group extends Resource {
  readonly members?: readonly Related[];
}

export interface UserStore {
  /**
   * Stores a new user. When there is a user with the same userName, or an inactive one with the same immutable id,
   * `restoration` decides in the same transaction whether to change that one instead.
   *
   * @returns the user as stored.
   * @throws {Duplicate} when another user has this userName, in any case, and whatever `restoration` throws.
   */
  insert(change: Change, restoration?: Restoration): Promise<User>;

  find(id: string, reading: Reading): Promise<User | undefined>;

  search(search: Search, reading: Reading): Promise<Page<User>>;

  /**
   * Changes a user in one transaction and returns the user as stored. Undefined when there is no such user.
   *
   * @throws {Duplicate} when another user has this userName, in any case.
   */
  change(id: string, change: ChangeFunction, reading: Reading): Promise<User | undefined>;

  /** Removes a user, who also leaves every group. Returns whether there was such a user. */
  remove(id: string, check: RemovalCheck): Promise<boolean>;
}

export interface GroupStore {
  /**
   * @throws {Duplicate} when another group has this displayName, in any case.
   * @throws {UnknownMember} when a member is not a user of the tenant.
   */
  insert(change: Change, memberIds: readonly string[]): Promise<void>;

  find(id: string, reading: Reading): Promise<Group | undefined>;

  search(search: Search, reading: Reading): Promise<Page<Group>>;

  /**
   * Changes a group's attributes and members in one transaction, without reading its members, and returns the group as
   * stored: unchanged when neither differs. Undefined when there is no such group.
   *
   * @throws {Duplicate} and {UnknownMember} as `insert` does.
   * @throws {ScimError} 400 `noTarget` when a change requires members that the group does not have.
   */
  change(id: string, change: ChangeFunction, members: readonly MemberChange[]): Promise<Group | undefined>;

  /**
   * Changes a group's members and nothing else, in whatever state the group is. Otherwise like {@link change}, and faster.
   *
   * @param now time of the change.
   */
  changeMembers(id: string, members: readonly MemberChange[], now: Date): Promise<Group | undefined>;

  /** Removes a group. Returns whether there was such a group. */
  remove(id: string, check: RemovalCheck): Promise<boolean>;
}

/** A value that must be unique is taken. */
export class Duplicate extends Error {
  override readonly name = 'Duplicate';
  readonly attribute: string;
  readonly value: string;

  constructor(attribute: string, value: string) {
    super(`${attribute} '${value}' is not unique`);
    this.attribute = attribute;
    this.value = value;
  }
}

/** A member is not a user of the tenant. */
export class UnknownMember extends Error {
  override readonly name = 'UnknownMember';
  readonly ids: readonly string[];

  /** Those of the ids that are groups. */
  readonly groups: readonly string[];

  constructor(ids: readonly string[], groups: readonly string[] = []) {
    super(`no users ${ids.join(', ')}`);
    this.ids = ids;
    this.groups = groups;
  }
}

/** A search costs more than one request may. */
export class SearchTooCostly extends Error {
  override readonly name = 'SearchTooCostly';
}

/**
 * The database does not answer, or is not prepared yet. It is unknown whether a change that was under way has been
 * stored.
 */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}
