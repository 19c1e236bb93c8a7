import { randomUUID } from 'node:crypto';

import { v7 as uuidV7 } from 'uuid';

import { Budget } from '../../service/directory/budget';
import type { DirectoryStore } from '../../service/directory/store';
import type { Attributes, Resource } from '../../service/scim/resource';
import { GROUP, USER } from '../../service/scim/resource-type';
import { readSearch, type SearchParameters } from '../../service/scim/search';
import { Database } from '../../service/storage/connections/database';
import { openStoreOn } from '../../service/storage/directory/open-store';
import type { Form } from '../../service/storage/form';

import { useDatabase } from './postgres';

export const NOW = new Date('2026-01-01T00:00:00.123Z');
export const LATER = new Date('2026-01-02T00:00:00Z');

/** How to read a resource: without or with its groups or members. */
export const ALONE = { related: false };
export const RELATED = { related: true };

/** A search for users with a client's parameters. */
export const users = (parameters: SearchParameters = {}) => readSearch(USER, parameters);
export const groups = (parameters: SearchParameters = {}) => readSearch(GROUP, parameters);

/** Allows all removals. */
export const always = () => undefined;

/** The database of a test file, and stores of tenants in it. */
export interface Directories {
  readonly url: string;
  readonly db: Database;

  /** The store of a tenant. Without a name, the tenant is one that nobody else uses. */
  readonly open: (tenant?: string) => DirectoryStore & { readonly tenant: string };
}

export function useDirectories(server: string, form: Form | undefined): Directories {
  const database = useDatabase(server, form);
  let db: Database;
  beforeAll(() => {
    db = new Database({ connectionString: database.url }, () => undefined);
  });
  afterAll(() => db.close());
  return {
    get url() {
      return database.url;
    },
    get db() {
      return db;
    },
    open: (tenant = randomUUID()) => {
      const key = { slug: tenant, defaultRole: undefined };
      return { tenant, ...openStoreOn(db)(key, { requestId: 'request-1', tokenId: 'gen-1' }, new Budget()) };
    },
  };
}

export function resource(attributes: Attributes): Resource {
  return { id: uuidV7(), attributes, version: 1, created: NOW, lastModified: NOW };
}

export function user(userName: string, attributes: Attributes = {}): Resource {
  return resource({ userName, active: true, ...attributes });
}

export async function insertUsers(store: DirectoryStore, ...users: readonly Resource[]): Promise<void> {
  for (const one of users) {
    await store.users.insert({ resource: one, attributes: Object.keys(one.attributes) }, undefined);
  }
}

export async function insertGroup(
  store: DirectoryStore,
  displayName: string,
  memberIds: string[] = [],
): Promise<Resource> {
  const group = resource({ displayName });
  await store.groups.insert({ resource: group, attributes: ['displayName'] }, memberIds);
  return group;
}

/** Ids of the members of a group, in the order of the answer. */
export async function memberIds(store: DirectoryStore, groupId: string): Promise<string[]> {
  const group = await store.groups.find(groupId, RELATED);
  return (group?.members ?? []).map(({ id }) => id);
}

export function namesOf(items: readonly Resource[]): unknown[] {
  return items.map(({ attributes }) => attributes['userName'] ?? attributes['displayName']);
}
