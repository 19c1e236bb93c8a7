import { objectMappingOf } from '../../sync/schema/object-type';
import type { ServicePrincipal } from '../support/graph/directory';
import type { Job } from '../support/graph/provisioning';

import type { Stage } from './stage';

/** The service principal of the tenant's application. */
export function principal({ graph }: Stage): ServicePrincipal | undefined {
  return [...graph.directory.servicePrincipals.values()][0];
}

export function job(stage: Stage): Job | undefined {
  return [...(principal(stage)?.provisioning.jobs.values() ?? [])][0];
}

export function role(stage: Stage, value: string): { isEnabled: boolean } | undefined {
  const roles = (principal(stage)?.properties['appRoles'] ?? []) as { value: string; isEnabled: boolean }[];
  return roles.find((one) => one.value === value);
}

/** Attributes of SCIM users that Entra sends. */
export function targets(stage: Stage): ReadonlySet<string> {
  const schema = job(stage)?.schema;
  const mapping = schema && objectMappingOf(schema, 'users');
  return new Set(mapping?.attributeMappings.map(({ targetAttributeName }) => targetAttributeName));
}

export function isGone({ graph: { directory } }: Stage): boolean {
  return directory.applications.size + directory.servicePrincipals.size === 0;
}
