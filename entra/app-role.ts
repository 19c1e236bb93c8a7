import { v5 as uuidV5 } from 'uuid';

/** A role of an enterprise application, as Entra's admins assign it to users and groups. */
export interface AppRole {
  /** UUID of the role. A literal, so that Terraform knows it when it plans the assignments. */
  readonly id: string;

  /** Key of the role, for example `account_reviewer`. Undefined for the template's own roles, which have none. */
  readonly value: string | undefined;

  /**
   * Name shown in the Entra admin center and sent by `SingleAppRoleAssignment`. It should equal the value, so that a
   * service returns exactly what Entra sent.
   */
  readonly displayName: string;

  /** What the role allows, in words for the admin. */
  readonly description: string;

  /**
   * Whether the role can be given to somebody. Entra does not delete an enabled role: disable it first, then remove it.
   *
   * @default true
   */
  readonly enabled?: boolean;
}

/**
 * Roles that every application from the non-gallery template has.
 *
 * They are declared under their fixed ids; otherwise the first plan would remove them. Nobody is assigned to these
 * roles, because they have no value that provisioning could send.
 */
export const TEMPLATE_ROLES: readonly AppRole[] = [
  { id: '18d14569-c3bd-439b-9a66-3a2aee01d14f', value: undefined, displayName: 'User', description: 'User' },
  {
    id: 'b9632174-c057-4f7e-951b-be3adc52bfe6',
    value: undefined,
    displayName: 'msiam_access',
    description: 'msiam_access',
  },
];

/**
 * UUIDv5 of a role, derived from what never changes: the owner's slug and the role's value.
 *
 * So the id, and with it every assignment, survives a new description, a new order or a rebuilt application.
 */
export function appRoleId(slug: string, value: string): string {
  return uuidV5(`urn:entra-scim:${slug}:app-role:${value}`, uuidV5.URL);
}
