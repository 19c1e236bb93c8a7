import type { Side } from '../plan/side';
import { isObject, type Json, type JsonObject, textOf } from '../plan/terraform-plan';

/** What the service is told about a tenant, as the platform's plan shows it: without digests of tokens. */
export interface RegisteredTenant {
  readonly slug: string;
  readonly plan: string;
  readonly scimEnabled: boolean;

  /** Names of the roles, by their values. */
  readonly roles: ReadonlyMap<string, string>;

  /** Requests that a replica takes from it: `perSecond` and `burst`. Empty where an older platform told none. */
  readonly rate: JsonObject;

  /** All else, by its name: which tokens are accepted, and how requests are treated. */
  readonly rest: JsonObject;
}

/** The tenants that a `terraform_data` names, by their slugs. Undefined when it is another step. */
export function readRegistry(side: Side): ReadonlyMap<string, RegisteredTenant> | undefined {
  const [input] = side.records('input');
  const listed = input?.['tenants'];
  if (!Array.isArray(listed)) return undefined;
  return new Map((listed as Json[]).filter(isObject).map((entry) => [textOf(entry['slug']), tenant(entry)]));
}

function tenant({ slug, plan, scimEnabled, roles, rate, ...rest }: JsonObject): RegisteredTenant {
  const list = Array.isArray(roles) ? (roles as Json[]).filter(isObject) : [];
  return {
    slug: textOf(slug),
    plan: textOf(plan),
    scimEnabled: scimEnabled === true,
    roles: new Map(list.map(({ value, displayName }) => [textOf(value), textOf(displayName)])),
    rate: isObject(rate) ? rate : {},
    rest,
  };
}
