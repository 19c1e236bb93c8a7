/* eslint-disable @typescript-eslint/require-await -- the port is asynchronous, memory is not */
import { changeTo } from '../../service/directory/change';
import {
  type DirectoryStore,
  Duplicate,
  type Group,
  type GroupStore,
  UnknownMember,
  type User,
  type UserStore,
} from '../../service/directory/store';
import { type MemberChange, requireTargets } from '../../service/scim/member-change';
import type { Resource } from '../../service/scim/resource';
import { foldCase } from '../../service/scim/text';

/**
 * A store in memory, to test how the directory handles requests. It has only one tenant, and supports only one writer
 * at a time.
 */
export function memoryStore(): DirectoryStore {
  const users = new MemoryUsers();
  const groups = new MemoryGroups(users);
  users.groups = groups;
  return { users, groups };
}

class MemoryUsers implements UserStore {
  readonly byId = new Map<string, User>();
  groups: MemoryGroups | undefined;

  insert: UserStore['insert'] = async ({ resource }, restoration) => {
    const { userName } = resource.attributes;
    const isHolder = ({ attributes }: Resource) =>
      same(attributes['userName'], userName) ||
      (restoration?.immutableId !== undefined && attributes['externalId'] === restoration.immutableId);
    const restored = restoration?.settle([...this.byId.values()].filter(isHolder));
    return this.#put(restored?.resource ?? resource);
  };

  find: UserStore['find'] = async (id, { related }) => this.#read(id, related);

  search: UserStore['search'] = async () => ({ items: [...this.byId.values()], total: this.byId.size });

  change: UserStore['change'] = async (id, change, { related }) => {
    const before = this.byId.get(id);
    if (!before) return undefined;
    const { resource, attributes } = change(before);
    if (attributes.length > 0) this.#put(resource);
    return this.#read(id, related);
  };

  remove: UserStore['remove'] = async (id, check) => {
    const before = this.byId.get(id);
    if (before) check(before);
    return this.byId.delete(id);
  };

  #read(id: string, related: boolean): User | undefined {
    const user = this.byId.get(id);
    const groups = related ? this.groups?.groupsOf(id) : undefined;
    return user && { ...user, ...(groups?.length ? { groups } : {}) };
  }

  #put(resource: Resource): User {
    const { userName } = resource.attributes;
    for (const other of this.byId.values()) {
      if (other.id !== resource.id && same(other.attributes['userName'], userName))
        throw new Duplicate('userName', String(userName));
    }
    const user = { ...resource, changedBy: 'gen-1' };
    this.byId.set(user.id, user);
    return user;
  }
}

class MemoryGroups implements GroupStore {
  readonly #byId = new Map<string, Resource>();
  readonly #members = new Map<string, readonly string[]>();
  readonly #users: MemoryUsers;

  constructor(users: MemoryUsers) {
    this.#users = users;
  }

  groupsOf(userId: string): { id: string; display: string }[] {
    return [...this.#byId.values()]
      .filter(({ id }) => this.#members.get(id)?.includes(userId))
      .map(({ id, attributes }) => ({ id, display: String(attributes['displayName']) }));
  }

  insert: GroupStore['insert'] = async ({ resource }, memberIds) => {
    this.#requireName(resource);
    this.#apply(resource.id, [{ kind: 'add', ids: memberIds }]);
    this.#byId.set(resource.id, resource);
  };

  find: GroupStore['find'] = async (id, { related }) => {
    const group = this.#byId.get(id);
    const members = (this.#members.get(id) ?? []).map((member) => ({ id: member, display: member }));
    return group && (related ? { ...group, members } : group);
  };

  search: GroupStore['search'] = async () => ({ items: [...this.#byId.values()], total: this.#byId.size });

  change: GroupStore['change'] = async (id, change, members): Promise<Group | undefined> => {
    const before = this.#byId.get(id);
    if (!before) return undefined;
    const { resource, attributes } = change(before);
    this.#requireName(resource);
    const touched = this.#apply(id, members);
    if (attributes.length === 0 && !touched) return before;
    this.#byId.set(id, resource);
    return resource;
  };

  changeMembers: GroupStore['changeMembers'] = (id, members, now) =>
    this.change(id, (before) => changeTo(before, before.attributes, now), members);

  remove: GroupStore['remove'] = async (id, check) => {
    const before = this.#byId.get(id);
    if (before) check(before);
    return this.#byId.delete(id);
  };

  /** Applies changes to members. Returns whether the members have changed. */
  #apply(id: string, changes: readonly MemberChange[]): boolean {
    const before = this.#members.get(id) ?? [];
    const after = changes.reduce((members, change) => {
      const leaving = change.kind === 'clear' ? members : members.filter((member) => change.ids.includes(member));
      requireTargets(change, leaving);
      if (change.kind === 'clear') return [];
      const unknown = change.ids.filter((user) => !this.#users.byId.has(user));
      if (change.kind !== 'remove' && unknown.length > 0) {
        throw new UnknownMember(
          unknown,
          unknown.filter((one) => this.#byId.has(one)),
        );
      }
      const others = change.kind === 'replace' ? [] : members.filter((member) => !change.ids.includes(member));
      return change.kind === 'remove' ? others : [...others, ...change.ids];
    }, before);
    this.#members.set(id, after);
    return after.join() !== before.join();
  }

  #requireName({ id, attributes: { displayName } }: Resource): void {
    for (const other of this.#byId.values()) {
      if (other.id !== id && same(other.attributes['displayName'], displayName))
        throw new Duplicate('displayName', String(displayName));
    }
  }
}

function same(one: unknown, other: unknown): boolean {
  return foldCase(String(one)) === foldCase(String(other));
}
