import type { z } from 'zod';

import { entraCalls } from '../directory/entra-calls';
import type { KnownToken, Overview, TenantCounts } from '../directory/overview';
import { scimRefusal, type Tenant } from '../directory/tenant';
import type { TenantRegistry } from '../directory/tenant-registry';
import type { ServiceDesk, StreamHealth } from '../streams/desk';

import { findTenant } from './find-tenant';
import { operation } from './operation';
import { NOTHING, OF_TENANT, pageOf } from './schemas';
import { readersSchema, tenantSchema, tenantsQuery } from './tenant-schemas';

/** The operations that show all tenants, a single tenant, and the tokens that may read all tenants. */
export function tenantOperations(registry: TenantRegistry, overview: Overview, desk: Pick<ServiceDesk, 'all' | 'of'>) {
  const read = { method: 'get', role: 'auditor' } as const;
  const tenants = [...registry.tenants].sort((one, other) => (one.slug < other.slug ? -1 : 1));

  return [
    operation({
      ...read,
      path: '/tenants',
      id: 'listTenants',
      summary: 'The tenants, sorted by slug, with their state. The state may be up to a minute old.',
      parameters: NOTHING,
      query: tenantsQuery,
      answer: pageOf(tenantSchema),
      handle: async ({ cursor = '', count }) => {
        const [{ counts, calls, missing }, streams] = await Promise.all([overview.all(), desk.all()]);
        const [callsOf, streamsOf] = [byTenant(calls), byTenant(streams)];
        const others = tenants.filter(({ slug }) => slug > cursor);
        const items = others.slice(0, count).map((tenant) => ({
          ...shown(tenant, counts.get(tenant.slug), callsOf.get(tenant.slug), streamsOf.get(tenant.slug)),
          isKnown: !missing.has(tenant.slug),
        }));
        return { items, next: others.length > count ? (items.at(-1)?.slug ?? null) : null };
      },
    }),
    operation({
      ...read,
      path: '/tenants/{tenant}',
      id: 'getTenant',
      summary: 'A tenant with its roles, the last use of its tokens, and numbers that are counted now.',
      parameters: OF_TENANT,
      query: NOTHING,
      answer: tenantSchema,
      handle: async ({ tenant: asked }) => {
        const tenant = findTenant(registry, asked);
        const [{ counts, calls }, streams] = await Promise.all([overview.of(tenant.slug), desk.of(tenant.slug)]);
        return shown(tenant, counts, calls, streams);
      },
    }),
    operation({
      ...read,
      path: '/readers',
      id: 'listReaders',
      summary: 'The tokens that may read all tenants, each with its last use for any tenant.',
      parameters: NOTHING,
      query: NOTHING,
      answer: readersSchema,
      handle: async () => ({ items: shownTokens(undefined, (await overview.all()).calls) }),
    }),
  ];

  function shown(
    tenant: Tenant,
    counts: TenantCounts | undefined,
    calls: readonly KnownToken[] = [],
    streams: readonly StreamHealth[] = [],
  ): z.input<typeof tenantSchema> {
    const { slug, plan, scimEnabled, managedBy, defaultRole = null } = tenant;
    const { lastAccepted, lastRefused, last } = entraCalls(calls);
    return {
      slug,
      plan,
      scimEnabled,
      managedBy,
      refusal: scimRefusal(tenant) ?? null,
      roles: [...tenant.roles.values],
      defaultRole,
      tokens: shownTokens(tenant, calls),
      streams: streams.map(shownStream),
      isKnown: true,
      lastAccepted: lastAccepted?.toISOString() ?? null,
      lastRefused: lastRefused?.toISOString() ?? null,
      lastCall: last ? { at: last.at.toISOString(), tokenId: last.tokenId, verdict: last.verdict } : null,
      counts: counts
        ? {
            at: counts.countedAt.toISOString(),
            activeUsers: counts.activeUsers,
            inactiveUsers: counts.inactiveUsers,
            groups: counts.groups,
            refusals: counts.refusals,
            refusedByHour: [...counts.refusedByHour],
          }
        : null,
    };
  }

  function shownTokens(tenant: Tenant | undefined, calls: readonly KnownToken[]) {
    return registry.tokensOf(tenant).map(({ id, scope, expiresAt }) => {
      const own = calls.filter(({ tokenId }) => tokenId === id);
      return {
        id,
        scope,
        knownSince: earliest(own.map(({ knownSince }) => knownSince)),
        expiresAt: expiresAt?.toISOString() ?? null,
        lastUse: latest(own.map(({ accepted }) => accepted)),
      };
    });
  }
}

function shownStream({ stream, delivery, state, behindSince, failures }: StreamHealth) {
  return { stream, delivery: delivery ?? null, state, behindSince: behindSince?.toISOString() ?? null, failures };
}

function byTenant<Item extends { readonly tenant: string }>(
  items: readonly Item[],
): ReadonlyMap<string, readonly Item[]> {
  const found = new Map<string, Item[]>();
  for (const item of items) {
    const others = found.get(item.tenant);
    if (others) others.push(item);
    else found.set(item.tenant, [item]);
  }
  return found;
}

function latest(times: readonly (Date | undefined)[]): string | null {
  return sorted(times).at(-1)?.toISOString() ?? null;
}

function earliest(times: readonly (Date | undefined)[]): string | null {
  return sorted(times)[0]?.toISOString() ?? null;
}

function sorted(times: readonly (Date | undefined)[]): Date[] {
  return times.filter((time) => time !== undefined).sort((one, other) => one.getTime() - other.getTime());
}
