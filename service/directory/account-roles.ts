import { isResourceRole, isTemplateRole, roleValue } from '../../account/account-role';
import { ScimError } from '../scim/error';
import { isObject, type JsonObject } from '../scim/json';
import type { Attributes } from '../scim/resource';
import { sent } from '../scim/sent-value';

/** A role that users of a tenant may have. */
export interface CatalogueRole {
  readonly value: string;
  readonly displayName: string;
}

/** The account roles of a tenant. */
export class AccountRoles {
  readonly #byValue: ReadonlyMap<string, CatalogueRole>;
  readonly #defaultRole: string | undefined;

  /** The roles as the registry lists them. */
  readonly catalogue: readonly CatalogueRole[];

  /** The distinct values of all roles, spelled as in the catalogue. */
  readonly values: readonly string[];

  /** @param defaultRole value of the role that is in effect for users without a role. */
  constructor(catalogue: readonly CatalogueRole[], defaultRole?: string) {
    this.catalogue = catalogue;
    this.#defaultRole = defaultRole;
    // If a string is the value of one role and the display name of another, it refers to the role with that value. So
    // the values come last and overwrite the display names.
    this.#byValue = new Map([
      ...catalogue.map((role) => [roleValue(role.displayName), role] as const),
      ...catalogue.map((role) => [roleValue(role.value), role] as const),
    ]);
    this.values = [...new Set([...this.#byValue.values()].map(({ value }) => value))];
  }

  /**
   * Returns a user's attributes with at most one role, spelled as in the catalogue and marked as primary.
   *
   * Entra sends a role by value or by display name. The roles of Entra's template (`User`, `msiam_access`) and empty
   * roles count as no role, so the tenant's default applies.
   *
   * @param kept the user's previous attributes, if the client changes only some of them. If the client changes the
   * display name of a role but not its value, the new display name decides which role is assigned.
   * @throws {ScimError} 400 `invalidValue` for a role that is not in the catalogue, and for two different roles.
   */
  settle(attributes: Attributes, kept: Attributes = {}): Attributes {
    const { roles } = attributes;
    if (roles === undefined) return attributes;
    const stale = new Set(elementsOf(kept['roles']).map(({ value }) => value));
    const sent = elementsOf(roles).filter((element) => carriesRole(nameOf(element, stale)));
    const settled = sent.map((element) => this.#settleOne(element, nameOf(element, stale)));

    const distinct = new Set(settled.map(({ value }) => value));
    const [role] = distinct.size > 1 ? settled.filter((_, index) => sent[index]?.['primary'] === true) : settled;
    if (!role && distinct.size > 1) {
      const names = [...distinct].map((value) => `'${String(value)}'`).join(' and ');
      throw ScimError.badRequest(
        'invalidValue',
        `a user has one account role; got ${names}: assign one of them, or mark one as primary`,
      );
    }
    // Uses Object.assign, because object spread would give each object a hidden class of its own in V8, which is
    // slower.
    return role ? Object.assign({}, attributes, { roles: [role] }) : withoutRoles(attributes);
  }

  /**
   * Reverses {@link settle}: returns a user's attributes without the display names that it added to roles. Otherwise,
   * if a client removed the value of a role, the added display name would bring the role back.
   */
  unsettle(attributes: Attributes): Attributes {
    const written = elementsOf(attributes['roles']).map(({ display, ...element }) => element);
    return written.length === 0 ? withoutRoles(attributes) : { ...attributes, roles: written };
  }

  /**
   * The role that a user effectively has: the assigned role or, without one, the tenant's default. Undefined for an
   * inactive user.
   */
  effective({ active, roles }: Attributes): string | undefined {
    if (active !== true) return undefined;
    const [assigned] = elementsOf(roles).map((element) => nameOf(element));
    return assigned ?? this.#defaultRole;
  }

  #settleOne({ type }: JsonObject, name: string): JsonObject {
    const role = this.#byValue.get(roleValue(name));
    if (!role) throw ScimError.badRequest('invalidValue', this.#unknown(name));
    return {
      value: role.value,
      display: role.displayName,
      ...(type === undefined ? {} : { type }),
      primary: true,
    };
  }

  #unknown(name: string): string {
    const known = this.values.join(', ');
    if (isResourceRole(name)) {
      const reason = 'roles of a single destination or connection cannot be provisioned through SCIM';
      return `'${sent(name)}' is not an account role, and ${reason}; known roles are ${known}`;
    }
    return `there is no account role '${sent(name)}'; known roles are ${known || 'none'}`;
  }
}

/**
 * The string by which an element of `roles` names its role: the value or, if the value is missing or out of date, the
 * display name.
 */
function nameOf({ value, display }: JsonObject, stale: ReadonlySet<unknown> = new Set()): string {
  const name = display !== undefined && (value === undefined || stale.has(value)) ? display : value;
  return typeof name === 'string' ? name.trim() : '';
}

function withoutRoles({ roles, ...rest }: Attributes): Attributes {
  return rest;
}

function elementsOf(roles: unknown): JsonObject[] {
  return (Array.isArray(roles) ? (roles as unknown[]) : []).filter(isObject);
}

function carriesRole(name: string): boolean {
  return name !== '' && !isTemplateRole(name);
}
