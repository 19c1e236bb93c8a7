import type { Page } from '../scim/list-response';
import type { MemberChange } from '../scim/member-change';
import type { Resource } from '../scim/resource';
import type { Search } from '../scim/search';

import type { Budget } from './budget';
import type { Change } from './change';

/** The storage of one tenant's users and groups. The directory reaches the database only through this interface. */
export interface DirectoryStore {
  readonly users: UserStore;
  readonly groups: GroupStore;
}

/**
 * Opens the store of a tenant for one request. Changes are logged with the id of the request, and the request's time
 * budget applies to everything that the store does.
 */
export type OpenStore = (tenant: TenantKey, origin: Origin, budget: Budget) => DirectoryStore;

/** The facts about a tenant that a store needs. */
export interface TenantKey {
  readonly slug: string;

  /** The role of users who have no assigned role. Undefined when the tenant has no default role. */
  readonly defaultRole: string | undefined;
}

/** The request and the token that caused a change, for the provisioning log. */
export interface Origin {
  /** Id of the request. The answer to the request also contains it. */
  readonly requestId: string;

  /** Id of the token that the request presented, never the token itself. */
  readonly tokenId: string;
}

/** How much to read in addition to the resources themselves. */
export interface Reading {
  /**
   * Whether to read the groups and the manager of a user, or the members of a group. The cost grows with the number of
   * groups or members.
   */
  readonly related: boolean;

  /**
   * Called before reading more data than an ordinary answer contains. The store waits until the promise resolves, which
   * happens when there is enough memory for the answer.
   *
   * @default - there is always enough memory.
   */
  readonly room?: () => Promise<void>;
}

/** Computes a change to a resource. If the change lists no changed attributes, the resource stays as it is. */
export type ChangeFunction = (before: Resource) => Change;

/** Decides whether a new user is the same person as an existing, inactive user. */
export interface Restoration {
  /** Immutable id of the new user. Undefined when the user has none. */
  readonly immutableId: string | undefined;

  /**
   * Returns the change that restores an existing user. Undefined when the new user is a different person.
   *
   * @param holders the existing users with the same userName or the same immutable id. The list may be incomplete, but
   * then it contains at least two users.
   */
  settle(holders: readonly Resource[]): Change | undefined;
}

/** Throws when a resource must not be removed in its current state. */
export type RemovalCheck = (before: Resource) => void;

/** A user or group to which another resource refers. */
export interface Related {
  readonly id: string;

  /** Name to show for the user or group. */
  readonly display: string;
}

/** A user, with groups and manager if they were requested. */
export interface User extends Resource {
  readonly groups?: readonly Related[];

  /**
   * The user's manager. Undefined if the manager's id belongs to no user, which is possible because a client may send
   * any id. Searches do not read the manager.
   */
  readonly manager?: Related;

  /** Id of the token that last changed the user. */
  readonly changedBy: string;
}

/** A group, with its members if they were requested. */
export interface Group extends Resource {
  readonly members?: readonly Related[];
}

export interface UserStore {
  /**
   * Stores a new user. If there is already a user with the same userName, or an inactive user with the same immutable
   * id, `restoration` decides in the same transaction whether to change that user instead.
   *
   * @returns the user as stored.
   * @throws {Duplicate} when another user has this userName, ignoring case. Also passes on errors of `restoration`.
   */
  insert(change: Change, restoration?: Restoration): Promise<User>;

  find(id: string, reading: Reading): Promise<User | undefined>;

  search(search: Search, reading: Reading): Promise<Page<User>>;

  /**
   * Changes a user in one transaction and returns the user as stored. Undefined when there is no such user.
   *
   * @throws {Duplicate} when another user has this userName, ignoring case.
   */
  change(id: string, change: ChangeFunction, reading: Reading): Promise<User | undefined>;

  /** Deletes a user and removes the user from every group. Returns whether the user existed. */
  remove(id: string, check: RemovalCheck): Promise<boolean>;
}

export interface GroupStore {
  /**
   * @throws {Duplicate} when another group has this displayName, ignoring case.
   * @throws {UnknownMember} when a member is not a user of the tenant.
   */
  insert(change: Change, memberIds: readonly string[]): Promise<void>;

  find(id: string, reading: Reading): Promise<Group | undefined>;

  search(search: Search, reading: Reading): Promise<Page<Group>>;

  /**
   * Changes a group's attributes and members in one transaction, without reading its members. Returns the stored group,
   * even if nothing had to be changed. Undefined when there is no such group.
   *
   * @throws {Duplicate} and {UnknownMember} for the same reasons as `insert`.
   * @throws {ScimError} 400 `noTarget` when a change requires members that the group does not have.
   */
  change(id: string, change: ChangeFunction, members: readonly MemberChange[]): Promise<Group | undefined>;

  /**
   * Changes only the members of a group. Faster than `change`, because the group's current state is not checked.
   *
   * @param now time of the change.
   */
  changeMembers(id: string, members: readonly MemberChange[], now: Date): Promise<Group | undefined>;

  /** Deletes a group. Returns whether the group existed. */
  remove(id: string, check: RemovalCheck): Promise<boolean>;
}

/** A value that must be unique already belongs to another resource. */
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

  /** Those of the unknown ids that belong to groups. */
  readonly groups: readonly string[];

  constructor(ids: readonly string[], groups: readonly string[] = []) {
    super(`no users ${ids.join(', ')}`);
    this.ids = ids;
    this.groups = groups;
  }
}

/** A search would cost more than a single request is allowed to cost. */
export class SearchTooCostly extends Error {
  override readonly name = 'SearchTooCostly';
}

/**
 * The database does not answer, or is not prepared yet. A change that had already been sent may or may not have been
 * stored.
 */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}
