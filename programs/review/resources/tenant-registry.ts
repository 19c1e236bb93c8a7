import { includesScim } from '../../../account/plan';
import { type Consequence, risky, routine } from '../meaning/consequence';
import type { Finding, Unplaced } from '../meaning/finding';
import type { AttributeChange, Change } from '../plan/change';
import { differing } from '../plan/differing';
import type { Side } from '../plan/side';
import { isObject, type Json, type JsonObject, textOf } from '../plan/terraform-plan';

import { signingChange, STREAM, streamChanges } from './stream';
import { TOKEN } from './token';

/** What the service does when its tenants change. */
export const REVISION = 'A new revision takes over once it is ready.';

/** Changes to the tenant registry that the service gets. */
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
    'By its own switch, or because its plan does not include SCIM any more.',
    'Entra gets 403 for every request and puts the job into quarantine. Accounts stay as they are.',
  ),
  'tenant-scim-on': routine(
    'SCIM is switched on for a tenant',
    'The service refused its requests until now.',
    'Entra tries again at its next cycle.',
  ),
  'tenant-role-dropped': risky(
    'The service no longer knows a role of a tenant',
    'It refuses users who are sent with the role.',
    'Entra gets 400 for everybody who still holds the role, until they hold another.',
  ),
  'tenant-handling-changed': risky(
    'The service treats a tenant in another way',
    'The profile says how requests are understood, the default role what users without a role may do.',
    `${REVISION} Entra notices nothing; what the product makes of its requests may differ.`,
  ),
  'tenant-rate-lowered': risky(
    'A tenant may send fewer requests',
    'Each replica takes so many per second, and so many at once after a rest.',
    `${REVISION} What comes beyond is answered 429; Entra tries again, and its cycles take longer.`,
  ),
  'tenant-rate-set': routine(
    'A tenant may send more requests',
    'Or its rate is set for the first time: so many per second, and so many at once after a rest.',
    REVISION,
  ),
  'tenant-added': routine(
    'The service gets to know a tenant',
    'Other tenants are not touched.',
    "Nothing, until the tenant's own deployment hands its token to Entra.",
  ),
  'tenant-described': routine(
    'The description of a tenant changes',
    'New roles, names of roles, another plan that includes SCIM, or which tokens and readers are accepted.',
    REVISION,
  ),
} as const satisfies Record<string, Consequence>;

type Kind = keyof typeof TENANT_REGISTRY;
type TenantFinding = Unplaced<Kind>;

/**
 * What a change to the registry means for each tenant. Empty for any other step. Of a registry that is new only the
 * streams are reported: they tell others of people.
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

/** A value of the registry that concerns all tenants. */
function listed(side: Side, key: string): Json {
  return side.records('input')[0]?.[key] ?? null;
}

/** The tokens that read all tenants. New and removed tokens are reported where the token itself is planned. */
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

/** Settings that decide how requests are handled are separated from those that only describe the tenant. */
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
 * The tokens that the service accepts. A removed token is shown together with the remaining ones, one of which Entra
 * must present.
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

/** Slugs of the tenants that lose a token in the registry while other tokens of theirs stay valid. */
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

/** A tenant in the registry, as the platform's plan shows it: without digests of tokens. */
interface RegisteredTenant {
  readonly slug: string;
  readonly plan: string;
  readonly scimEnabled: boolean;

  /** Names of the roles, by their values. */
  readonly roles: ReadonlyMap<string, string>;

  /**
   * Request rate that a replica allows the tenant: `perSecond` and `burst`. Empty for an older platform, which set
   * none.
   */
  readonly rate: JsonObject;

  /** Receivers that are told of the tenant. */
  readonly streams: Json;

  /** Everything else by name: accepted tokens, and how requests are handled. */
  readonly rest: JsonObject;
}

/** The tenants that a `terraform_data` lists, by slug. Undefined for any other step. */
export function readRegistry(side: Side): ReadonlyMap<string, RegisteredTenant> | undefined {
  const [input] = side.records('input');
  const listed = input?.['tenants'];
  if (!Array.isArray(listed)) return undefined;
  return new Map((listed as Json[]).filter(isObject).map((entry) => [textOf(entry['slug']), tenant(entry)]));
}

function tenant({ slug, plan, scimEnabled, roles, rate, streams, ...rest }: JsonObject): RegisteredTenant {
  const list = Array.isArray(roles) ? (roles as Json[]).filter(isObject) : [];
  return {
    slug: textOf(slug),
    plan: textOf(plan),
    scimEnabled: scimEnabled === true,
    roles: new Map(list.map(({ value, displayName }) => [textOf(value), textOf(displayName)])),
    rate: isObject(rate) ? rate : {},
    streams: streams ?? null,
    rest,
  };
}
