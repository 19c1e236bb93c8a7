import { stringify } from 'yaml';

import type { TenantConfig } from './tenant';

/** An assignment as Graph lists it under `appRoleAssignedTo`. */
export interface ListedAssignment {
  readonly id: string;
  readonly principalId: string;
  readonly principalType: 'Group' | 'ServicePrincipal' | 'User';

  /** A user's display name, although the files use the principal name. */
  readonly principalDisplayName?: string | null;
  readonly appRoleId: string;
}

/** Lines of a tenant's file that declare an assignment that exists in Entra. */
export interface AssignmentEntries {
  /** Under `assignments`, for example `- { group: Data Team, role: account_analyst }`. */
  readonly assignment: string;

  /** Under `import.assignments`, since Entra refuses to make a second one: `- { group: Data Team, id: b1UW… }`. */
  readonly takeover: string;
}

/**
 * How a file declares an assignment that only Entra has. A user is named by object id, since Graph does not return the
 * principal name here.
 *
 * @param role value of the role, if it is known.
 * @returns undefined for an assignment that no file can declare: of a service principal, or of a role that this tenant
 *   cannot assign.
 */
export function assignmentEntries(
  { id, principalId, principalType, principalDisplayName }: ListedAssignment,
  role: string | undefined,
  { roles }: Pick<TenantConfig, 'roles'>,
): AssignmentEntries | undefined {
  if (principalType === 'ServicePrincipal') return undefined;
  if (!roles.some(({ value, enabled }) => enabled && value === role)) return undefined;
  const principal =
    principalType === 'User' ? { user: principalId } : { group: nameOr(principalId, principalDisplayName) };
  return { assignment: entry({ ...principal, role }), takeover: entry({ ...principal, id }) };
}

/** Files may not contain `${` or `%{`, which Terraform would execute. */
function nameOr(id: string, name: string | null | undefined): string {
  return name && !/[$%]\{/.test(name) ? name : id;
}

function entry(keys: object): string {
  return `- ${stringify(keys, { collectionStyle: 'flow', lineWidth: 0 }).trim()}`;
}
