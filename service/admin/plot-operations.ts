import { LRUCache } from 'lru-cache';
import { z } from 'zod';

import type { Overview, UsersOfRole } from '../directory/overview';
import type { TenantRegistry } from '../directory/tenant-registry';

import { findTenant, slugIn } from './find-tenant';
import { operation } from './operation';
import { hoursQuery, lagInHourSchema, NOTHING, OF_TENANT, requestsInHourSchema, usersOfRoleSchema } from './schemas';

const ALL = new Date(0);

/**
 * How long a count of users by role is kept, in milliseconds, and for how many tenants. The count reads all users of a
 * tenant. An index would make it cheaper, but each change to a user would have to write the index, too.
 */
const KEPT = { ttl: 60_000, max: 1_000 };

/** The operations that return the numbers for plots. Hourly numbers are kept for a week. */
export function plotOperations(registry: TenantRegistry, overview: Overview) {
  const read = { method: 'get', role: 'auditor', parameters: OF_TENANT } as const;
  const slugOf = slugIn(registry);
  // People who ask at the same time share one count.
  const usersByRole = new LRUCache<string, readonly UsersOfRole[]>({
    ...KEPT,
    fetchMethod: (slug) => overview.usersByRole(slug),
  });

  return [
    operation({
      ...read,
      path: '/tenants/{tenant}/requests',
      id: 'countRequests',
      summary: 'Requests of Entra in each hour, a minute late at most. Hours without requests are left out.',
      query: hoursQuery,
      answer: z.object({ items: z.array(requestsInHourSchema) }),
      handle: async ({ tenant, since = ALL }) => ({
        items: (await overview.requests(slugOf(tenant), since)).map(withHour),
      }),
    }),
    operation({
      ...read,
      path: '/tenants/{tenant}/lags',
      id: 'listLags',
      summary: 'How far behind each stream was in each hour. Hours in which nobody looked are left out.',
      query: hoursQuery,
      answer: z.object({ items: z.array(lagInHourSchema) }),
      handle: async ({ tenant, since = ALL }) => ({
        items: (await overview.lags(slugOf(tenant), since)).map(withHour),
      }),
    }),
    operation({
      ...read,
      path: '/tenants/{tenant}/roles',
      id: 'countUsersByRole',
      summary:
        'How many users have each account role, at most a minute ago: the roles of the tenant, then others that users have.',
      query: NOTHING,
      answer: z.object({ items: z.array(usersOfRoleSchema) }),
      handle: async ({ tenant: asked }) => {
        const { slug, roles } = findTenant(registry, asked);
        return { items: inOrder([...roles.values], await usersByRole.forceFetch(slug)) };
      },
    }),
  ];
}

/** Writes the hour of an item in ISO 8601. */
function withHour<Item extends { readonly hour: Date }>(item: Item) {
  return { ...item, hour: item.hour.toISOString() };
}

/**
 * Sorts roles in the order in which the tenant lists them, and adds the roles that no user has. Users without a role
 * come last.
 */
function inOrder(roles: readonly string[], counted: readonly UsersOfRole[]): UsersOfRole[] {
  const known = new Map(counted.map((each) => [each.role, each]));
  const others = [...known.keys()].filter((role) => role !== null && !roles.includes(role)).sort();
  const order = [...roles, ...others, ...(known.has(null) ? [null] : [])];
  return order.map((role) => known.get(role) ?? { role, active: 0, inactive: 0 });
}
