import { includesScim } from '../../../account/plan';
import type { Side } from '../plan/side';
import { isObject, type Json, type JsonObject, textOf } from '../plan/terraform-plan';

/** A tenant in the registry. The platform's plan shows the registry without the digests of tokens. */
export interface RegisteredTenant {
  readonly slug: string;
  readonly plan: string;
  readonly managedBy: 'files' | 'portal';

  /**
   * Whether the tenant's file switches SCIM on. Always false for a tenant whose admin uses the service's portal,
   * because the admin switches SCIM on and off there.
   */
  readonly scimEnabled: boolean;

  /** Display names of the roles, by role value. */
  readonly roles: ReadonlyMap<string, string>;

  /**
   * Request rate that each replica allows the tenant: `perSecond` and `burst`. Empty in plans of an older platform that
   * has no rate limits.
   */
  readonly rate: JsonObject;

  /** Receivers that get the tenant's events. */
  readonly streams: Json;

  /**
   * All other settings, by name. They include the accepted tokens and the settings that affect the handling of
   * requests.
   */
  readonly rest: JsonObject;
}

/** The tenants that a `terraform_data` resource lists, by slug. Undefined if it lists no tenants. */
export function readRegistry(side: Side): ReadonlyMap<string, RegisteredTenant> | undefined {
  const [input] = side.records('input');
  const listed = input?.['tenants'];
  if (!Array.isArray(listed)) return undefined;
  return new Map((listed as Json[]).filter(isObject).map((entry) => [textOf(entry['slug']), tenant(entry)]));
}

function tenant({ slug, plan, managedBy, scimEnabled, roles, rate, streams, ...rest }: JsonObject): RegisteredTenant {
  const list = Array.isArray(roles) ? (roles as Json[]).filter(isObject) : [];
  return {
    slug: textOf(slug),
    plan: textOf(plan),
    managedBy: managedBy === 'portal' ? 'portal' : 'files',
    scimEnabled: scimEnabled === true,
    roles: new Map(list.map(({ value, displayName }) => [textOf(value), textOf(displayName)])),
    rate: isObject(rate) ? rate : {},
    streams: streams ?? null,
    rest,
  };
}

/**
 * Whether the registry lets a tenant use SCIM. For a tenant managed in the service's portal, `scimEnabled` does not
 * count, because the tenant's admin switches SCIM on and off there.
 */
export function mayUseScim({ managedBy, scimEnabled, plan }: RegisteredTenant): boolean {
  return (scimEnabled || managedBy === 'portal') && includesScim(plan);
}
