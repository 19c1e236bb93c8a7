import { stringify } from 'yaml';

import type { TenantConfig } from './tenant';

/** An assignment as Graph lists it under `appRoleAssignedTo`. */
export interface ListedAssignment {
  readonly id: string;
  readonly principalId: string;
  readonly principalType: 'Group' | 'ServicePrincipal' | 'User';

  /** Of a user the display name, which is not the principal name that the files use. */
  readonly principalDisplayName?: string | null;
  readonly appRoleId: string;
}

/** Lines of a tenant's file that declare what stands in Entra. */
export interface AssignmentEntries {
  /** Under `assignments`, for example `- { group: Data Team, role: account_analyst }`. */
  readonly assignment: string;

  /** Under `import.assignments`, since Entra refuses to make a second one: `- { group: Data Team, id: b1UW… }`. */
  readonly takeover: string;
}

/**
 * How a file declares an assignment that only Entra has. A user is named by object id, since Graph tells no principal name.
 *
 * @param role value of the role, where it is known.
 * @returns undefined for what no file can say: a service principal, or a role that this tenant gives nobody.
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

/** Files take no `${` and no `%{`, which Terraform would execute. */
function nameOr(id: string, name: string | null | undefined): string {
  return name && !/[$%]\{/.test(name) ? name : id;
}

function entry(keys: object): string {
  return `- ${stringify(keys, { collectionStyle: 'flow', lineWidth: 0 }).trim()}`;
}
