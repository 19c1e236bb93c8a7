import { Application } from '@cdktf/provider-azuread/lib/application';
import { ApplicationIdentifierUri } from '@cdktf/provider-azuread/lib/application-identifier-uri';
import { DataAzureadClientConfig } from '@cdktf/provider-azuread/lib/data-azuread-client-config';
import { ServicePrincipal } from '@cdktf/provider-azuread/lib/service-principal';
import { Sleep } from '@cdktf/provider-time/lib/sleep';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

import type { AppRole } from '../../entra/app-role';
import { type Rule, validate } from '../validation';

import { Directory } from './directory';
import { ofDirectory } from './of-directory';
import type { AssignableApp } from './role-assignments';
import { UNMANAGED } from './unmanaged';

export interface ConsoleAppProps {
  /** Name shown in the Entra admin center. It must be unique among the directory's applications. */
  readonly displayName: string;

  /**
   * Id of the directory (tenant) that the application belongs to. The plan fails if the credentials belong to another
   * directory.
   */
  readonly directoryId: string;

  /** Roles that can be assigned to people, groups and services. */
  readonly roles: readonly AppRole[];
}

const rules: readonly Rule<ConsoleAppProps>[] = [
  ({ roles }) => (roles.length === 0 ? "'roles' must name a role, or nobody could use the application" : undefined),
];

/**
 * Attributes that an application keeps that existed before. The audience and the version of its tokens are not among
 * them, because the service depends on both.
 */
const KEPT = {
  application: [
    ...UNMANAGED.application.filter((attribute) => !['api', 'sign_in_audience'].includes(attribute)),
    ...['known_client_applications', 'mapped_claims_enabled', 'oauth2_permission_scope'].map((key) => `api[0].${key}`),
    'logo_image',
    'notes',
  ],
  servicePrincipal: [...UNMANAGED.servicePrincipal, 'notes', 'notification_email_addresses'],
};

/**
 * An application in Entra whose roles determine who may use the admin API of the service.
 *
 * Entra issues tokens for the application only to people and services with a role. The application provisions no users
 * or groups, and has no credentials of its own.
 *
 * @example
 * const admin = new ConsoleApp(this, 'Console', {
 *   displayName: 'acme-scim-console',
 *   directoryId,
 *   roles: [{ id: appRoleId('acme-scim', 'auditor'), value: 'auditor', displayName: 'Auditor', description: 'Reads.' }],
 * });
 */
export class ConsoleApp extends Construct implements AssignableApp {
  /** Client id of the application for which Entra issues tokens. */
  readonly clientId: string;

  /** Object id of the application. */
  readonly objectId: string;

  readonly servicePrincipalObjectId: string;
  readonly replicated: ITerraformDependable;
  readonly directory: Directory;

  constructor(scope: Construct, id: string, props: ConsoleAppProps) {
    super(scope, id);
    validate(this, props, rules);
    this.directory = new Directory(this, 'Directory');

    const caller = new DataAzureadClientConfig(this, 'Caller');
    const application = new Application(this, 'Application', {
      displayName: props.displayName,
      preventDuplicateNames: true,
      owners: [caller.objectId],
      signInAudience: 'AzureADMyOrg',
      api: { requestedAccessTokenVersion: 2 },
      appRole: props.roles.map((role) => ({
        id: role.id,
        value: role.value,
        displayName: role.displayName,
        description: role.description,
        allowedMemberTypes: ['Application', 'User'], // roles can be assigned to services, people and groups
        enabled: role.enabled ?? true,
      })),
      lifecycle: {
        // The identity that creates the application remains its owner, since a plan must not depend on who runs
        // Terraform. The identifier URI contains the client id, so another resource sets it after the application
        // exists. Redirect URIs belong to the web application, which may be deployed later.
        ignoreChanges: ['owners', ...KEPT.application],
        precondition: [ofDirectory(caller.fqn, props.directoryId)],
      },
    });
    new ApplicationIdentifierUri(this, 'Identifier', {
      applicationId: application.id,
      identifierUri: `api://${application.clientId}`, // the name by which programs request tokens from Entra
    });
    const servicePrincipal = new ServicePrincipal(this, 'ServicePrincipal', {
      clientId: application.clientId,
      appRoleAssignmentRequired: true,
      owners: [caller.objectId],
      featureTags: [{ enterprise: true, hide: true }], // listed as an enterprise application, but hidden in My Apps
      lifecycle: { ignoreChanges: ['owners', ...KEPT.servicePrincipal] },
    });

    this.clientId = application.clientId;
    this.objectId = application.objectId;
    this.servicePrincipalObjectId = servicePrincipal.objectId;
    this.replicated = new Sleep(this, 'Replicated', {
      createDuration: '30s',
      triggers: { service_principal: servicePrincipal.objectId },
    });
  }
}
