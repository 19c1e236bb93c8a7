import { isObjectId, type Principal } from '../../constructs/entra/principal';
import type { TenantConfig } from '../../stacks/config/tenant';
import type { FoundApplication } from '../find-application';
import type { GraphClient } from '../graph/graph-client';
import { GraphError } from '../graph/graph-error';

import type { Difference } from './difference';

interface FoundAssignment {
  readonly principalId: string;
  readonly principalType: 'Group' | 'ServicePrincipal' | 'User';
  readonly principalDisplayName: string;
  readonly appRoleId: string;
}

/** Who holds another role than declared, or none, or one that nobody declared. */
export async function assignmentDrift(
  { assignments }: TenantConfig,
  application: FoundApplication,
  graph: GraphClient,
): Promise<Difference[]> {
  const found = await graph.list<FoundAssignment>(
    `/servicePrincipals/${application.servicePrincipalId}/appRoleAssignedTo`,
  );
  const roles = new Map(application.roles.map(({ id, value, displayName }) => [id, value ?? displayName]));
  const left = new Set(found);
  const differences: Difference[] = [];
  for (const { principal, role } of assignments) {
    const matches = await matcher(principal, graph);
    const held = found.filter((assignment) => matches(assignment));
    for (const assignment of held) left.delete(assignment);
    const values = held.map(({ appRoleId }) => roles.get(appRoleId) ?? appRoleId);
    if (values.length === 1 && values[0] === role) continue;
    const what = `assignment ${principal.kind} ${principal.reference}`;
    differences.push({ what, declared: role, found: values.join(', ') || undefined });
  }
  return [
    ...differences,
    ...[...left].map(({ principalType, principalDisplayName, appRoleId }) => ({
      what: `assignment ${principalType.toLowerCase()} ${principalDisplayName}`,
      declared: undefined,
      found: roles.get(appRoleId) ?? appRoleId,
    })),
  ];
}

/** How an assignment to a principal is told. It shows a user's display name alone, so a user is looked up. */
async function matcher(
  { kind, reference }: Principal,
  graph: GraphClient,
): Promise<(assignment: FoundAssignment) => boolean> {
  const type = kind === 'group' ? 'Group' : 'User';
  if (kind === 'group' && !isObjectId(reference)) {
    const name = reference.toLowerCase();
    return ({ principalType, principalDisplayName }) =>
      principalType === type && principalDisplayName.toLowerCase() === name;
  }
  const id = isObjectId(reference) ? reference : await userId(reference, graph);
  return ({ principalType, principalId }) => principalType === type && principalId === id;
}

/** Undefined for a user who is not there: nothing is assigned to nobody. */
async function userId(name: string, graph: GraphClient): Promise<string | undefined> {
  try {
    const { id } = await graph.get<{ id: string }>(`/users/${encodeURIComponent(name)}?$select=id`);
    return id;
  } catch (error) {
    if (error instanceof GraphError && error.status === 404) return undefined;
    throw error;
  }
}
