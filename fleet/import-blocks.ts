import { principalKey } from '../entra/principal';

import { principalOf } from './model/assignments';
import type { ConsoleTakeover } from './model/console-takeover';
import type { Takeover } from './model/takeover';

/** A block that makes Terraform take over an existing object instead of creating it. */
export interface ImportBlock {
  /** Address of the resource, for example `azuread_application.app`. */
  readonly to: string;

  /** Id in the form that the provider's importer expects. */
  readonly id: string;
}

/** The blocks that import a tenant's existing objects into its state. */
export function importBlocks(takeover: Takeover): ImportBlock[] {
  const { servicePrincipal, job } = takeover;
  return [
    ...applicationBlocks('app', takeover),
    ...(job === undefined
      ? []
      : [
          {
            to: 'azuread_synchronization_job.job',
            id: `/servicePrincipals/${servicePrincipal}/synchronization/jobs/${job}`,
          },
        ]),
  ];
}

/** The blocks that import the existing application of the admin API into the state of the stack `console`. */
export function consoleImportBlocks({ assignments, identifierUri, ...takeover }: ConsoleTakeover): ImportBlock[] {
  const { application } = takeover;
  const named = assignments.map((entry) => ({ principal: principalOf(entry), id: entry.id }));
  return [
    ...applicationBlocks('console', { ...takeover, assignments: named }),
    ...(identifierUri === undefined
      ? []
      : [
          {
            to: 'azuread_application_identifier_uri.console',
            id: `/applications/${application}/identifierUris/${Buffer.from(identifierUri).toString('base64')}`,
          },
        ]),
  ];
}

/** The blocks that import what exists of the console's sign-in into the state of the stack `console-sign-in`. */
export function consoleSignInImportBlocks({ application, redirectUris, credential }: ConsoleTakeover): ImportBlock[] {
  return [
    ...(redirectUris
      ? [{ to: 'azuread_application_redirect_uris.console', id: `/applications/${application}/redirectUris/Web` }]
      : []),
    ...(credential === undefined
      ? []
      : [
          {
            to: 'azuread_application_federated_identity_credential.console',
            id: `${application}/federatedIdentityCredential/${credential}`,
          },
        ]),
  ];
}

/** @param name name of the application and of its service principal in the state. */
function applicationBlocks(
  name: string,
  { application, servicePrincipal, assignments }: Pick<Takeover, 'application' | 'assignments' | 'servicePrincipal'>,
): ImportBlock[] {
  const principal = `/servicePrincipals/${servicePrincipal}`;
  return [
    { to: `azuread_application.${name}`, id: `/applications/${application}` },
    { to: `azuread_service_principal.${name}`, id: principal },
    ...assignments.map((assignment) => ({
      to: `azuread_app_role_assignment.${principalKey(assignment.principal)}`,
      id: `${principal}/appRoleAssignedTo/${assignment.id}`,
    })),
  ];
}
