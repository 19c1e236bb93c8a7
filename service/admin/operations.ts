import { z } from 'zod';

import { type History, HistoryTooShort, UnknownPerson } from '../directory/history';
import type { Overview } from '../directory/overview';
import { remedyOf } from '../directory/remedy';
import { withDefaultRole } from '../directory/role-in-effect';
import type { Roster } from '../directory/roster';
import type { TenantRegistry } from '../directory/tenant-registry';
import type { ServiceDesk } from '../streams/desk';

import { writeCursor } from './cursor';
import { findTenant, slugIn } from './find-tenant';
import { operation } from './operation';
import { plotOperations } from './plot-operations';
import { Problem } from './problem';
import { rosterOperations } from './roster-operations';
import {
  accessQuery,
  accessSchema,
  changeSchema,
  forgottenSchema,
  historySchema,
  listQuery,
  namedSchema,
  namesQuery,
  NOTHING,
  OF_RESOURCE,
  OF_TENANT,
  pageOf,
  refusalSchema,
} from './schemas';
import { streamOperations } from './stream-operations';
import { tenantOperations } from './tenant-operations';

/** The dependencies of the admin API. */
export interface AdminSources {
  readonly registry: TenantRegistry;
  readonly history: History;
  readonly overview: Overview;
  readonly roster: Roster;
  readonly desk: ServiceDesk;
}

export function operationsOn({ registry, history, overview, roster, desk }: AdminSources) {
  return [
    ...tenantOperations(registry, overview, desk),
    ...plotOperations(registry, overview),
    ...rosterOperations(registry, roster),
    ...historyOperations(registry, history),
    ...streamOperations(registry, desk),
  ];
}

function historyOperations(registry: TenantRegistry, history: History) {
  const read = { method: 'get', role: 'auditor' } as const;
  const slugOf = slugIn(registry);
  const changesOf = <const Id extends string>(type: 'Group' | 'User', path: string, id: Id, summary: string) =>
    operation({
      ...read,
      path,
      id,
      summary,
      parameters: OF_RESOURCE,
      query: listQuery,
      answer: pageOf(changeSchema),
      handle: async ({ tenant, cursor, id: resource, ...asked }) => {
        const about = { type, id: resource };
        return paged(await history.changes(slugOf(tenant), { ...asked, after: cursor, resource: about }));
      },
    });

  return [
    operation({
      ...read,
      path: '/tenants/{tenant}/changes',
      id: 'listChanges',
      summary: 'Changes to the users and groups of a tenant, latest first.',
      parameters: OF_TENANT,
      query: listQuery,
      answer: pageOf(changeSchema),
      handle: async ({ tenant, cursor, ...asked }) =>
        paged(await history.changes(slugOf(tenant), { ...asked, after: cursor })),
    }),
    changesOf(
      'User',
      '/tenants/{tenant}/users/{id}/changes',
      'listChangesOfUser',
      'Changes to a user, latest first, with the groups that the user joined and left.',
    ),
    changesOf(
      'Group',
      '/tenants/{tenant}/groups/{id}/changes',
      'listChangesOfGroup',
      'Changes to a group, latest first, with the users who joined and left.',
    ),
    operation({
      ...read,
      path: '/tenants/{tenant}/refusals',
      id: 'listRefusals',
      summary: 'Refused requests, latest first, each with a remedy.',
      parameters: OF_TENANT,
      query: listQuery,
      answer: pageOf(refusalSchema),
      handle: async ({ tenant, cursor, ...asked }) => {
        const slug = slugOf(tenant);
        const { items, next } = await history.refusals(slug, { ...asked, after: cursor });
        return paged({ items: items.map((each) => ({ ...each, remedy: remedyOf(each, slug) })), next });
      },
    }),
    operation({
      ...read,
      path: '/tenants/{tenant}/access',
      id: 'listAccess',
      summary: 'The role and the groups of each user, now or at a time in the past.',
      parameters: OF_TENANT,
      query: accessQuery,
      answer: pageOf(accessSchema),
      handle: async ({ tenant, cursor, ...asked }) => {
        const { slug, defaultRole } = findTenant(registry, tenant);
        const page = await history.access(slug, { ...asked, after: cursor }).catch(refuseTooShort);
        return { items: page.users.map((user) => withDefaultRole(user, defaultRole)), next: page.next ?? null };
      },
    }),
    operation({
      ...read,
      path: '/history',
      id: 'getHistory',
      summary: 'How far history reaches back, for all tenants.',
      parameters: NOTHING,
      query: NOTHING,
      answer: historySchema,
      handle: async () => ({ begins: (await history.begins()).toISOString() }),
    }),
    operation({
      ...read,
      path: '/tenants/{tenant}/names',
      id: 'findByName',
      summary: 'Users or groups that have a given name, or had it in the past.',
      parameters: OF_TENANT,
      query: namesQuery,
      answer: z.object({ items: z.array(namedSchema) }),
      handle: async ({ tenant, type, name }) => {
        const items = await history.named(slugOf(tenant), type, name);
        return { items: items.map(({ id, name: present }) => ({ id, name: present ?? null })) };
      },
    }),
    operation({
      method: 'post',
      role: 'operator',
      path: '/tenants/{tenant}/users/{id}/forget',
      id: 'forgetUser',
      summary: "Removes a user's names from history for good, but keeps the record of changes.",
      parameters: OF_RESOURCE,
      query: NOTHING,
      answer: forgottenSchema,
      handle: async ({ tenant, id }, by) => ({
        entries: await history.forget(slugOf(tenant), id, by).catch(refuseUnknown),
      }),
    }),
  ];
}

function paged<Item>({
  items,
  next,
}: {
  readonly items: readonly Item[];
  readonly next: Parameters<typeof writeCursor>[0];
}) {
  return { items, next: writeCursor(next) };
}

function refuseUnknown(error: unknown): never {
  if (error instanceof UnknownPerson) throw new Problem(404, error.message);
  throw error;
}

function refuseTooShort(error: unknown): never {
  if (error instanceof HistoryTooShort) throw new Problem(400, error.message);
  throw error;
}
