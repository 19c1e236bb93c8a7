import type { Entitlement, GroupName } from './history';

/** Lists the users and groups of a tenant for people to read. Each list is sorted by name and divided into pages. */
export interface Roster {
  users(tenant: string, asked: UsersAsked): Promise<RosterPage<ListedUser>>;

  /** Undefined when there is no such user. */
  user(tenant: string, id: string): Promise<UserInGroups | undefined>;

  groups(tenant: string, asked: RosterAsked): Promise<RosterPage<ListedGroup>>;

  /** Undefined when there is no such group. */
  group(tenant: string, id: string): Promise<CountedGroup | undefined>;

  /** The members of the group with this id. Empty when there is no such group. */
  members(tenant: string, groupId: string, asked: MembersAsked): Promise<RosterPage<ListedUser>>;
}

export interface RosterAsked {
  /** Maximum number of entries. */
  readonly count: number;

  /** Where the previous page ended. Undefined for the first page. */
  readonly after?: string | undefined;

  /** A string that the name must contain, ignoring case. @default - any name */
  readonly name?: string | undefined;
}

export interface UsersAsked extends RosterAsked {
  /** Value of an account role. @default - any role, or none */
  readonly role?: string | undefined;
  readonly active?: boolean | undefined;
}

export type MembersAsked = Omit<RosterAsked, 'name'>;

export interface RosterPage<Item> {
  readonly items: readonly Item[];

  /** Where the next page begins. Undefined on the last page. */
  readonly next: string | undefined;
}

export interface ListedUser extends Entitlement {
  readonly id: string;
  readonly userName: string;
  readonly displayName: string | null;
  readonly externalId: string | null;
}

export interface UserInGroups extends ListedUser {
  readonly groups: readonly GroupName[];
}

/**
 * Maximum number of members that are counted for a group in a list, so that the cost of a list does not depend on the
 * size of its groups.
 */
export const MEMBERS_COUNTED_MAX = 1_000;

export interface ListedGroup {
  readonly id: string;
  readonly displayName: string;
  readonly externalId: string | null;

  /** Number of members. Null when there are more than {@link MEMBERS_COUNTED_MAX}. */
  readonly members: number | null;
}

export interface CountedGroup extends ListedGroup {
  readonly members: number;
}
