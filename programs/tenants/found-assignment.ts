import { isObjectId, type Principal } from '../../entra/principal';
import type { ListedAssignment } from '../../fleet/model/assignment-entry';

import { OPEN } from './import-block';

export interface KnownAssignments {
  /** The assignments that Graph lists. Undefined if the list is not known. */
  readonly assigned?: readonly ListedAssignment[] | undefined;

  /** Object ids of groups and users, by name in lower case. */
  readonly principals?: ReadonlyMap<string, string> | undefined;
}

/** The id of a principal's assignment. If the id is unknown, instructions for finding it. */
export function findAssignment(
  principal: Principal,
  roleId: string,
  known: KnownAssignments,
  graph: string,
): { readonly id: string; readonly lookup: string } {
  const objectId = objectIdOf(principal, known);
  const found = (known.assigned ?? []).filter(
    (assignment) => assignment.appRoleId === roleId && belongsTo(assignment, principal, objectId),
  );
  const [only, ...more] = found;
  const id = only && more.length === 0 ? only.id : OPEN;
  return { id, lookup: steps(principal, objectId, known, graph, found.length).join('\n# ') };
}

/**
 * Assignments in Entra that the tenant's file does not declare. If the object id of a declared user is unknown, all
 * assignments of users are left out, since any of these assignments might belong to that user.
 */
export function undeclared(declared: readonly Principal[], known: KnownAssignments): ListedAssignment[] {
  const ids = declared.map((principal) => ({ principal, objectId: objectIdOf(principal, known) }));
  const usersKnown = ids.every(({ principal, objectId }) => principal.kind !== 'user' || objectId !== undefined);
  return (known.assigned ?? []).filter(
    (assignment) =>
      (assignment.principalType !== 'User' || usersKnown) &&
      !ids.some(({ principal, objectId }) => belongsTo(assignment, principal, objectId)),
  );
}

function objectIdOf({ reference }: Principal, { principals }: KnownAssignments): string | undefined {
  return isObjectId(reference) ? reference : principals?.get(reference.toLowerCase());
}

function belongsTo(assignment: ListedAssignment, principal: Principal, objectId: string | undefined): boolean {
  if (objectId !== undefined) return assignment.principalId === objectId;
  const { principalType, principalDisplayName } = assignment;
  return (
    principal.kind === 'group' &&
    principalType === 'Group' &&
    principalDisplayName?.toLowerCase() === principal.reference.toLowerCase()
  );
}

function steps(
  { kind, reference }: Principal,
  objectId: string | undefined,
  { assigned }: KnownAssignments,
  graph: string,
  found: number,
): string[] {
  const name = `'${reference.replaceAll("'", "'\\''")}'`;
  const list = `az rest --url '${graph}/appRoleAssignedTo?$top=999' > assigned.json; then: --assigned-to assigned.json`;
  const show = `az ad user show --id ${name} --query id --output tsv; then: --principal ${name}=<object id>`;
  const needed = [
    ...(assigned === undefined ? [list] : []),
    ...(kind === 'user' && objectId === undefined ? [show] : []),
  ];
  if (needed.length > 0) return needed;
  return found > 1
    ? [`${found} groups with this name have the role; say which one you mean: --principal ${name}=<object id>`]
    : [`${kind} ${reference} does not have the role, so there is nothing to import: Terraform assigns it`];
}
