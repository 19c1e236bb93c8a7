import type { Filter } from '../scim/filter';
import type { Page, Range } from '../scim/list-response';
import type { MemberChange } from '../scim/member-change';
import type { Resource } from '../scim/resource';

import type { Change } from './change';

/** Where the users and groups of one tenant live. The only door between the directory and a database. */
export interface DirectoryStore {
  readonly users: UserStore;
  readonly groups: GroupStore;
}

/** Opens the store of a tenant for one request. What the request changes is logged under its name. */
export type OpenStore = (tenant: string, origin: Origin) => DirectoryStore;

/** Where a change comes from, for the provisioning log. */
export interface Origin {
  /** Id of the request, which its answer carries too. */
  readonly requestId: string;

  /** Id of the token that the request presented, never the token. */
  readonly tokenId: string;
}

/** What a change makes of a resource. One that names no attributes leaves them as they are. */
export type ChangeFunction = (before: Resource) => Change;

export interface UserStore {
  /** @throws {Duplicate} when another user has this userName, in any case. */
  insert(change: Change): Promise<void>;

  find(id: string): Promise<Resource | undefined>;

  /** Users that a filter selects, in the order of their creation, so that pages never overlap. */
  search(filter: Filter | undefined, range: Range): Promise<Page<Resource>>;

  /**
   * Changes a user in one transaction, and gives back what is stored then. Undefined when there is no such user.
   *
   * @throws {Duplicate} as `insert` does.
   */
  change(id: string, change: ChangeFunction): Promise<Resource | undefined>;

  /** Whether there was such a user. A user who is removed leaves every group. */
  remove(id: string): Promise<boolean>;
}

/** A user who belongs to a group. */
export interface Member {
  readonly id: string;

  /** Name shown for the user. */
  readonly display: string;
}

/** A group, with its members where they were asked for: reading them costs as much as there are. */
export interface Group extends Resource {
  readonly members?: readonly Member[];
}

export interface GroupStore {
  /**
   * @throws {Duplicate} when another group has this displayName, in any case.
   * @throws {UnknownMember} when a member is no user of the tenant.
   */
  insert(change: Change, memberIds: readonly string[]): Promise<void>;

  find(id: string, options: { readonly members: boolean }): Promise<Group | undefined>;

  /** Groups that a filter selects, in the order of their creation. */
  search(filter: Filter | undefined, range: Range, options: { readonly members: boolean }): Promise<Page<Group>>;

  /**
   * Changes a group's attributes and members in one transaction, without reading its members, and gives back the group
   * as it is stored then: as it was, when neither changed. Undefined when there is no such group.
   *
   * @throws {Duplicate} and {UnknownMember} as `insert` does.
   */
  change(id: string, change: ChangeFunction, members: readonly MemberChange[]): Promise<Group | undefined>;

  /** Whether there was such a group. */
  remove(id: string): Promise<boolean>;
}

/** A value that must be unique is not. */
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

/** A member is no user of the tenant. */
export class UnknownMember extends Error {
  override readonly name = 'UnknownMember';
  readonly ids: readonly string[];

  constructor(ids: readonly string[]) {
    super(`no users ${ids.join(', ')}`);
    this.ids = ids;
  }
}

/** The database does not answer, or is not prepared yet. Nothing was changed that was not confirmed. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}
