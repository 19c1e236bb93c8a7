import { type Consequence, risky, routine } from '../meaning/consequence';
import type { Finding, Unplaced } from '../meaning/finding';
import type { AttributeChange, Change } from '../plan/change';
import { differing } from '../plan/differing';
import type { Side } from '../plan/side';
import { type Json, textOf } from '../plan/terraform-plan';

import { mayUseScim, readRegistry, type RegisteredTenant } from './registered-tenant';
import { signingChange, STREAM, streamChanges } from './stream';
import { TOKEN } from './token';

/** Describes the service's reaction to a change to its list of tenants. */
export const REVISION = 'A new revision takes over once it is ready.';

/** Consequences of changes to the tenant registry of the service. */
export const TENANT_REGISTRY = {
  ...TOKEN.consequences,
  ...STREAM,
  'tenant-dropped': risky(
    'The service no longer knows a tenant',
    'It refuses the tokens of the tenant from now on. Users and groups of the tenant stay in the database.',
    'Entra gets 401 for every request. People who leave the company keep their access.',
  ),
  'tenant-scim-off': risky(
    'SCIM is switched off for a tenant',
    "The tenant's own switch is off, or the tenant's plan no longer includes SCIM.",
    'Entra gets 403 for every request and puts the job into quarantine. Accounts stay as they are.',
  ),
  'tenant-scim-on': routine(
    'SCIM is switched on for a tenant',
    'The service refused its requests until now.',
    'Entra tries again at its next cycle.',
  ),
  'tenant-role-dropped': risky(
    'The service no longer knows a role of a tenant',
    'It refuses users whom Entra sends with the role.',
    'Entra gets 400 for everybody who still holds the role, until they get another one.',
  ),
  'tenant-handling-changed': risky(
    'The service handles a tenant differently',
    'The profile decides how requests are interpreted, and the default role decides what users without a role may do.',
    `${REVISION} Entra does not notice, but its requests may have a different effect in the product.`,
  ),
  'tenant-rate-lowered': risky(
    'A tenant may send fewer requests',
    'The rate says how many requests per second each replica accepts, and how many in a burst after a pause.',
    `${REVISION} Requests beyond the rate get 429. Entra retries them, and its cycles take longer.`,
  ),
  'tenant-rate-set': routine(
    'A tenant may send more requests',
    'Its rate is raised or set for the first time: requests per second, and requests in a burst after a pause.',
    REVISION,
  ),
  'tenant-added': routine(
    'The service gets a new tenant',
    'Other tenants do not change.',
    "Nothing, until the tenant's own deployment gives its token to Entra.",
  ),
  'portal-tenant-added': routine(
    'The service gets a new tenant, which its admin sets up in the portal',
    'Other tenants do not change.',
    'Nothing, until the admin has switched SCIM on and given Entra a token from the portal.',
  ),
  'tenant-manager-changed': risky(
    "A tenant's connection to Entra gets another manager",
    'Either files or the portal give a tenant its tokens. The service refuses the tokens that the former manager made.',
    'Entra gets 401 until it presents a token of the new manager.',
  ),
  'tenant-described': routine(
    'The description of a tenant changes',
    'The tenant gets new roles, new role names, another plan that includes SCIM, or other accepted tokens or readers.',
    REVISION,
  ),
} as const satisfies Record<string, Consequence>;

type Kind = keyof typeof TENANT_REGISTRY;
type TenantFinding = Unplaced<Kind>;

/**
 * Explains the effect of a change to the registry on each tenant. Empty if the changed resource contains no registry.
 * If the registry is new, only the streams are reported, because streams send people's data to other systems.
 */
export function explainRegistry({ address, before, after }: Change): Finding<Kind>[] {
  const [old, next] = [readRegistry(before), readRegistry(after)];
  if (!next) return [];
  const slugs = [...new Set([...(old?.keys() ?? []), ...next.keys()])];
  const findings = [
    ...(old ? slugs.flatMap((slug) => tenantChange(old.get(slug), next.get(slug))) : []),
    ...slugs.flatMap((slug) =>
      next.has(slug)
        ? streamChanges({ tenant: slug, tells: [slug] }, old?.get(slug)?.streams, next.get(slug)?.streams)
        : [],
    ),
    ...(old ? readersOfAllChange(before, after) : []),
    ...streamChanges(
      { tenant: undefined, tells: [...next.keys()] },
      listed(before, 'streams'),
      listed(after, 'streams'),
    ),
    ...signingChange(listed(before, 'signing'), listed(after, 'signing')),
  ];
  return findings.map((finding) => ({ address, ...finding }));
}

/** A value in the registry that applies to all tenants. */
function listed(side: Side, key: string): Json {
  return side.records('input')[0]?.[key] ?? null;
}

/**
 * Reports changes to the list of tokens that may read all tenants. The creation or removal of a token is reported
 * separately, with the token's own resource.
 */
function readersOfAllChange(before: Side, after: Side): TenantFinding[] {
  const attributes = differing([['readers', listed(before, 'readers'), listed(after, 'readers')]]);
  return attributes.length === 0
    ? []
    : [{ kind: 'tenant-described', what: ALL_TENANTS, subject: ALL_TENANTS, attributes }];
}

const ALL_TENANTS = 'all tenants';

function tenantChange(old: RegisteredTenant | undefined, next: RegisteredTenant | undefined): TenantFinding[] {
  if (!old || !next) {
    const slug = old?.slug ?? next?.slug ?? '';
    const added = next?.managedBy === 'portal' ? 'portal-tenant-added' : 'tenant-added';
    return [{ kind: old ? 'tenant-dropped' : added, what: slug, subject: slug }];
  }
  return [
    ...managerChange(old, next),
    ...scimChange(old, next),
    ...roleChanges(old, next),
    ...rateChange(old, next),
    ...handlingChange(old, next),
  ];
}

function managerChange(old: RegisteredTenant, next: RegisteredTenant): TenantFinding[] {
  const attributes = differing([['managedBy', old.managedBy, next.managedBy]]);
  return attributes.length === 0 ? [] : [about(next, 'tenant-manager-changed', attributes)];
}

function scimChange(old: RegisteredTenant, next: RegisteredTenant): TenantFinding[] {
  const attributes = differing([
    ['scimEnabled', old.scimEnabled, next.scimEnabled],
    ['plan', old.plan, next.plan],
  ]);
  if (attributes.length === 0) return [];
  const [served, serves] = [mayUseScim(old), mayUseScim(next)];
  const kind = served === serves ? 'tenant-described' : serves ? 'tenant-scim-on' : 'tenant-scim-off';
  return [about(next, kind, attributes)];
}

function roleChanges(old: RegisteredTenant, next: RegisteredTenant): TenantFinding[] {
  const dropped = [...old.roles.keys()].filter((value) => !next.roles.has(value));
  const named = [...next.roles].filter(([value, name]) => old.roles.get(value) !== name);
  const attributes = differing(named.map(([value, name]) => [`role ${value}`, old.roles.get(value) ?? null, name]));
  return [
    ...dropped.map((role): TenantFinding => {
      const what = `${role} of ${next.slug}`;
      return { kind: 'tenant-role-dropped', what, subject: what };
    }),
    ...(attributes.length === 0 ? [] : [about(next, 'tenant-described', attributes)]),
  ];
}

function rateChange(old: RegisteredTenant, next: RegisteredTenant): TenantFinding[] {
  const pairs = (['perSecond', 'burst'] as const).map(
    (name) => [`rate.${name}`, old.rate[name] ?? null, next.rate[name] ?? null] as const,
  );
  const attributes = differing(pairs);
  if (attributes.length === 0) return [];
  const lowered = pairs.some(([, before, after]) => Number(after ?? Infinity) < Number(before ?? 0));
  return [about(next, lowered ? 'tenant-rate-lowered' : 'tenant-rate-set', attributes)];
}

/**
 * Reports changed settings of a tenant. There are separate findings for the accepted tokens, for the readers, and for
 * the settings that affect the handling of requests.
 */
function handlingChange(old: RegisteredTenant, next: RegisteredTenant): TenantFinding[] {
  const names = [...new Set([...Object.keys(old.rest), ...Object.keys(next.rest)])];
  const pairs = names.map((name) => [name, old.rest[name] ?? null, next.rest[name] ?? null] as const);
  const handling = differing(pairs.filter(([name]) => name !== 'tokens' && name !== 'readers'));
  const readers = differing(pairs.filter(([name]) => name === 'readers'));
  return [
    ...tokenChange(old, next),
    ...(readers.length === 0 ? [] : [about(next, 'tenant-described', readers)]),
    ...(handling.length === 0 ? [] : [about(next, 'tenant-handling-changed', handling)]),
  ];
}

/**
 * Reports changes to the tokens that the service accepts for a tenant. If a token is removed, the remaining tokens are
 * shown too, because Entra must then present one of these tokens.
 */
function tokenChange(old: RegisteredTenant, next: RegisteredTenant): TenantFinding[] {
  const [before, after] = [tokensOf(old), tokensOf(next)];
  const attributes = differing([['tokens', old.rest['tokens'] ?? null, next.rest['tokens'] ?? null]]);
  const gone = before.filter((token) => !after.includes(token));
  if (gone.length === 0) return attributes.length === 0 ? [] : [about(next, 'tenant-described', attributes)];
  const kept = before.filter((token) => after.includes(token));
  const what = `${gone.join(', ')} of ${next.slug}`;
  return [{ kind: kept.length > 0 ? 'token-retired' : 'token-without-overlap', what, subject: what, attributes }];
}

/** Slugs of the tenants that lose a token in the registry but keep other valid tokens. */
export function tenantsWithRetiredTokens({ type, before, after }: Change): string[] {
  if (type !== 'terraform_data') return [];
  const [old, next] = [readRegistry(before), readRegistry(after)];
  if (!old || !next) return [];
  return [...old.values()].flatMap((tenant) => {
    const now = next.get(tenant.slug);
    return now && tokenChange(tenant, now).some(({ kind }) => kind === 'token-retired') ? [tenant.slug] : [];
  });
}

function tokensOf({ rest: { tokens } }: RegisteredTenant): string[] {
  return Array.isArray(tokens) ? (tokens as readonly Json[]).map(textOf) : [];
}

function about({ slug }: RegisteredTenant, kind: Kind, attributes: readonly AttributeChange[]): TenantFinding {
  return { kind, what: slug, subject: slug, attributes };
}
