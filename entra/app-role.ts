import { v5 as uuidV5 } from 'uuid';

/** A role of an enterprise application. Entra's admins assign such roles to users and groups. */
export interface AppRole {
  /** UUID of the role. It must be a literal, because Terraform needs the id when it plans the assignments. */
  readonly id: string;

  /** Key of the role, for example `account_reviewer`. Undefined for the roles of Entra's application template. */
  readonly value: string | undefined;

  /**
   * Name of the role. The Entra admin center shows this name, and the mapping function `SingleAppRoleAssignment` sends
   * it. It should equal `value`, so that the service returns exactly what Entra sent.
   */
  readonly displayName: string;

  /** What the role allows, in words that admins understand. */
  readonly description: string;

  /**
   * Whether the role can be assigned. Entra refuses to delete an enabled role, so disable a role before you remove it.
   *
   * @default true
   */
  readonly enabled?: boolean;
}

/**
 * Roles that every application from the non-gallery template has from the start.
 *
 * They are declared with their fixed ids, because the first plan would otherwise remove them. Nobody is assigned these
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
 * UUIDv5 of a role, derived from the role's value and the slug of the tenant. Neither the slug nor the value ever
 * changes.
 *
 * The id therefore stays the same when the description or the order of roles changes, or when the application is
 * created again. Assignments that refer to the id stay valid.
 */
export function appRoleId(slug: string, value: string): string {
  return uuidV5(`urn:entra-scim:${slug}:app-role:${value}`, uuidV5.URL);
}
