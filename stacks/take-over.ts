import { SynchronizationJob } from '@cdktf/provider-azuread/lib/synchronization-job';
import type { TerraformStack } from 'cdktf';

import { principalKey } from '../constructs/entra/principal';

import type { Takeover } from './config/takeover';

/** A block that tells Terraform to take over what exists instead of making it. */
export interface ImportBlock {
  /** Address of the resource, for example `azuread_application.app`. */
  readonly to: string;

  /** Id as the provider's importer reads it. */
  readonly id: string;
}

/**
 * Takes over what a tenant has in Entra already. The blocks say nothing any more once the state knows the objects.
 *
 * Written straight into the stack: CDKTF's own way runs `terraform version` for each resource.
 */
export function takeOver(stack: TerraformStack, takeover: Takeover): void {
  stack.addOverride('import', importBlocks(takeover));
  if (takeover.job === undefined) return;
  // The job's id begins with the template that it was made from; any other would replace the job.
  const [templateId] = takeover.job.split('.');
  for (const construct of stack.node.findAll()) {
    if (construct instanceof SynchronizationJob && templateId !== undefined) construct.templateId = templateId;
  }
}

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
