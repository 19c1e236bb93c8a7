import type { Roster, RosterPage } from '../directory/roster';
import type { TenantRegistry } from '../directory/tenant-registry';

import { writeNameCursor } from './cursor';
import { slugIn } from './find-tenant';
import { operation } from './operation';
import { Problem } from './problem';
import {
  countedGroupSchema,
  groupsQuery,
  listedGroupSchema,
  listedUserSchema,
  membersQuery,
  NOTHING,
  OF_RESOURCE,
  OF_TENANT,
  pageOf,
  userInGroupsSchema,
  usersQuery,
} from './schemas';

/** The operations that list and show the users and groups of a tenant. */
export function rosterOperations(registry: TenantRegistry, roster: Roster) {
  const read = { method: 'get', role: 'auditor' } as const;
  const slugOf = slugIn(registry);

  return [
    operation({
      ...read,
      path: '/tenants/{tenant}/users',
      id: 'listUsers',
      summary: 'Users of a tenant, sorted by userName: all, or only those with a given name, role or state.',
      parameters: OF_TENANT,
      query: usersQuery,
      answer: pageOf(listedUserSchema),
      handle: async ({ tenant, cursor, ...asked }) =>
        paged(await roster.users(slugOf(tenant), { ...asked, after: cursor }), writeNameCursor),
    }),
    operation({
      ...read,
      path: '/tenants/{tenant}/users/{id}',
      id: 'getUser',
      summary: 'A user and the groups of the user.',
      parameters: OF_RESOURCE,
      query: NOTHING,
      answer: userInGroupsSchema,
      handle: async ({ tenant, id }) =>
        (await roster.user(slugOf(tenant), id)) ?? missing('user', tenant, `/tenants/${tenant}/users/${id}/changes`),
    }),
    operation({
      ...read,
      path: '/tenants/{tenant}/groups',
      id: 'listGroups',
      summary: 'Groups of a tenant, sorted by displayName: all, or only those with a given name.',
      parameters: OF_TENANT,
      query: groupsQuery,
      answer: pageOf(listedGroupSchema),
      handle: async ({ tenant, cursor, ...asked }) =>
        paged(await roster.groups(slugOf(tenant), { ...asked, after: cursor }), writeNameCursor),
    }),
    operation({
      ...read,
      path: '/tenants/{tenant}/groups/{id}',
      id: 'getGroup',
      summary: 'A group, with the number of its members.',
      parameters: OF_RESOURCE,
      query: NOTHING,
      answer: countedGroupSchema,
      handle: async ({ tenant, id }) =>
        (await roster.group(slugOf(tenant), id)) ?? missing('group', tenant, `/tenants/${tenant}/groups/${id}/changes`),
    }),
    operation({
      ...read,
      path: '/tenants/{tenant}/groups/{id}/members',
      id: 'listMembers',
      summary: 'The members of a group, in the order in which the users were created.',
      parameters: OF_RESOURCE,
      query: membersQuery,
      answer: pageOf(listedUserSchema),
      handle: async ({ tenant, id, cursor, ...asked }) =>
        paged(await roster.members(slugOf(tenant), id, { ...asked, after: cursor }), (next) => next),
    }),
  ];
}

function paged<Item>({ items, next }: RosterPage<Item>, write: (next: string) => string) {
  return { items, next: next === undefined ? null : write(next) };
}

function missing(what: string, tenant: string, changes: string): never {
  throw new Problem(404, `'${tenant}' has no ${what} with this id; ${changes} shows what happened to it`);
}
