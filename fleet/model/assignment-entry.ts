import { stringify } from 'yaml';

import type { TenantConfig } from './tenant';

/** An assignment, as Graph returns it under `appRoleAssignedTo`. */
export interface ListedAssignment {
  readonly id: string;
  readonly principalId: string;
  readonly principalType: 'Group' | 'ServicePrincipal' | 'User';

  /** Display name of the principal. For a user, it differs from the principal name that the files use. */
  readonly principalDisplayName?: string | null;
  readonly appRoleId: string;
}

/** Lines for a tenant's file. They declare an assignment that already exists in Entra. */
export interface AssignmentEntries {
  /** Line for `assignments`, for example `- { group: Data Team, role: account_analyst }`. */
  readonly assignment: string;

  /**
   * Line for `import.assignments`, for example `- { group: Data Team, id: b1UW… }`. Without this line, Terraform would
   * try to create a second assignment, which Entra refuses.
   */
  readonly takeover: string;
}

/**
 * The lines that declare an assignment that exists only in Entra. Users are given by object id, since Graph lists
 * assignments without the principal names of users.
 *
 * @param role value of the role, if it is known.
 * @returns undefined for an assignment that no file can declare: either it is for a service principal, or this tenant
 *   cannot assign the role.
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

/** Returns the id in place of a name that contains `${` or `%{`, because Terraform would evaluate these sequences. */
function nameOr(id: string, name: string | null | undefined): string {
  return name && !/[$%]\{/.test(name) ? name : id;
}

function entry(keys: object): string {
  return `- ${stringify(keys, { collectionStyle: 'flow', lineWidth: 0 }).trim()}`;
}
