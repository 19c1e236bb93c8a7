import { guestRemedy } from '../../../entra/guest-name';
import { isObjectId, type Principal } from '../../../entra/principal';
import type { ListedAssignment } from '../../../fleet/model/assignment-entry';
import type { TenantConfig } from '../../../fleet/model/tenant';
import type { RestClient } from '../../../microsoft/rest-client';
import { RestError } from '../../../microsoft/rest-error';
import type { FoundApplication } from '../find-application';

import type { Difference } from './difference';
import { undeclaredRemedy } from './undeclared-remedy';

/**
 * Reports each principal whose role in Entra differs from the declared role. Also reports missing roles and undeclared
 * roles.
 */
export async function assignmentDrift(
  tenant: TenantConfig,
  application: FoundApplication,
  graph: RestClient,
): Promise<Difference[]> {
  const list = `/servicePrincipals/${application.servicePrincipalId}/appRoleAssignedTo`;
  const found = await graph.list<ListedAssignment>(list);
  const roles = new Map(application.roles.map(({ id, value, displayName }) => [id, value ?? displayName]));
  const left = new Set(found);
  const differences: Difference[] = [];
  for (const { principal, role } of tenant.assignments) {
    const { matches, remedy } = await matcher(principal, graph);
    const held = found.filter((assignment) => matches(assignment));
    for (const assignment of held) left.delete(assignment);
    const values = held.map(({ appRoleId }) => roles.get(appRoleId) ?? appRoleId);
    if (values.length === 1 && values[0] === role) continue;
    const what = `assignment ${principal.kind} ${principal.reference}`;
    differences.push({ what, declared: role, found: values.join(', ') || undefined, remedy });
  }
  return [
    ...differences,
    ...[...left].map((assignment) => {
      const { id, appRoleId, principalType, principalDisplayName, principalId } = assignment;
      const [role, url] = [roles.get(appRoleId), graph.url(`${list}/${id}`)];
      return {
        what: `assignment ${principalType.toLowerCase()} ${principalDisplayName ?? principalId}`,
        declared: undefined,
        found: role ?? appRoleId,
        remedy: undeclaredRemedy(assignment, role, tenant, url),
      };
    }),
  ];
}

/** Recognizes the assignments of a principal. If the principal does not exist, `remedy` describes the correction. */
interface Matcher {
  readonly matches: (assignment: ListedAssignment) => boolean;
  readonly remedy?: string;
}

/**
 * Creates the matcher for a principal. A user's name is replaced with the user's id, because an assignment contains
 * only the display name and the id of a user.
 */
async function matcher({ kind, reference }: Principal, graph: RestClient): Promise<Matcher> {
  const type = kind === 'group' ? 'Group' : 'User';
  if (kind === 'group' && !isObjectId(reference)) {
    const name = reference.toLowerCase();
    return {
      matches: ({ principalType, principalDisplayName }) =>
        principalType === type && principalDisplayName?.toLowerCase() === name,
    };
  }
  const id = isObjectId(reference) ? reference : await userId(reference, graph);
  if (id === undefined) {
    const remedy = guestRemedy(reference) ?? 'correct the name, or remove the entry';
    return { matches: () => false, remedy: `the directory has no user with this name; ${remedy}` };
  }
  return { matches: ({ principalType, principalId }) => principalType === type && principalId === id };
}

/** The id of a user. Undefined if the user does not exist. */
async function userId(name: string, graph: RestClient): Promise<string | undefined> {
  try {
    const { id } = await graph.get<{ id: string }>(`/users/${encodeURIComponent(name)}?$select=id`);
    return id;
  } catch (error) {
    if (error instanceof RestError && error.status === 404) return undefined;
    throw error;
  }
}
