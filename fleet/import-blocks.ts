import { principalKey } from '../entra/principal';

import type { Takeover } from './model/takeover';

/** A block that makes Terraform take over an existing object instead of creating it. */
export interface ImportBlock {
  /** Address of the resource, for example `azuread_application.app`. */
  readonly to: string;

  /** Id in the form that the provider's importer expects. */
  readonly id: string;
}

/** The blocks that import a tenant's existing objects into its state. */
export function importBlocks({ application, servicePrincipal, job, assignments }: Takeover): ImportBlock[] {
  const principal = `/servicePrincipals/${servicePrincipal}`;
  return [
    { to: 'azuread_application.app', id: `/applications/${application}` },
    { to: 'azuread_service_principal.app', id: principal },
    ...assignments.map((assignment) => ({
      to: `azuread_app_role_assignment.${principalKey(assignment.principal)}`,
      id: `${principal}/appRoleAssignedTo/${assignment.id}`,
    })),
    ...(job === undefined
      ? []
      : [{ to: 'azuread_synchronization_job.job', id: `${principal}/synchronization/jobs/${job}` }]),
  ];
}
