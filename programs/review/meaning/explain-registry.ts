import { includesScim } from '../../../account/plan';
import type { Kind } from '../consequences/consequences';
import type { AttributeChange, Change } from '../plan/change';
import { same } from '../plan/same';
import { type Json, textOf } from '../plan/terraform-plan';

import type { Finding } from './finding';
import { readRegistry, type RegisteredTenant } from './registered-tenant';

/** What a change of the tenants that the service is told of means for each of them. Empty for any other step. */
export function explainRegistry({ address, before, after }: Change): Finding[] {
  const [old, next] = [readRegistry(before), readRegistry(after)];
  if (!old || !next) return [];
  return [...new Set([...old.keys(), ...next.keys()])]
    .flatMap((slug) => tenantChange(old.get(slug), next.get(slug)))
    .map((finding) => ({ address, ...finding }));
}

type TenantFinding = Omit<Finding, 'address'>;

function tenantChange(old: RegisteredTenant | undefined, next: RegisteredTenant | undefined): TenantFinding[] {
  if (!old || !next) {
    const slug = old?.slug ?? next?.slug ?? '';
    return [{ kind: old ? 'tenant-dropped' : 'tenant-added', what: slug, subject: slug }];
  }
  return [...scimChange(old, next), ...roleChanges(old, next), ...rateChange(old, next), ...handlingChange(old, next)];
}

function scimChange(old: RegisteredTenant, next: RegisteredTenant): TenantFinding[] {
  const attributes = differing([
    ['scimEnabled', old.scimEnabled, next.scimEnabled],
    ['plan', old.plan, next.plan],
  ]);
  if (attributes.length === 0) return [];
  const [served, serves] = [isServed(old), isServed(next)];
  const kind = served === serves ? 'tenant-described' : serves ? 'tenant-scim-on' : 'tenant-scim-off';
  return [about(next, kind, attributes)];
}

function isServed({ scimEnabled, plan }: RegisteredTenant): boolean {
  return scimEnabled && includesScim(plan);
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

/** What decides how requests are understood comes apart from what only describes the tenant. */
function handlingChange(old: RegisteredTenant, next: RegisteredTenant): TenantFinding[] {
  const names = [...new Set([...Object.keys(old.rest), ...Object.keys(next.rest)])];
  const pairs = names.map((name) => [name, old.rest[name] ?? null, next.rest[name] ?? null] as const);
  const handling = differing(pairs.filter(([name]) => name !== 'tokens'));
  return [
    ...tokenChange(old, next),
    ...(handling.length === 0 ? [] : [about(next, 'tenant-handling-changed', handling)]),
  ];
}

/** Which tokens the service accepts. One that goes is told with those that stay, of which Entra must present one. */
function tokenChange(old: RegisteredTenant, next: RegisteredTenant): TenantFinding[] {
  const [before, after] = [tokensOf(old), tokensOf(next)];
  const attributes = differing([['tokens', old.rest['tokens'] ?? null, next.rest['tokens'] ?? null]]);
  const gone = before.filter((token) => !after.includes(token));
  if (gone.length === 0) return attributes.length === 0 ? [] : [about(next, 'tenant-described', attributes)];
  const kept = before.filter((token) => after.includes(token));
  const what = `${gone.join(', ')} of ${next.slug}`;
  return [{ kind: kept.length > 0 ? 'token-retired' : 'token-without-overlap', what, subject: what, attributes }];
}

/** Slugs of the tenants that a registry tells to lose tokens while others stay. */
export function tenantsWithRetiredTokens({ before, after }: Change): string[] {
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

function differing(pairs: readonly (readonly [name: string, before: Json, after: Json])[]): AttributeChange[] {
  return pairs
    .filter(([, before, after]) => !same(before, after))
    .map(([name, before, after]) => ({ name, before, after }));
}
