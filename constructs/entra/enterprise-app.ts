import { Application } from '@cdktf/provider-azuread/lib/application';
import { DataAzureadClientConfig } from '@cdktf/provider-azuread/lib/data-azuread-client-config';
import { ServicePrincipal } from '@cdktf/provider-azuread/lib/service-principal';
import { Sleep } from '@cdktf/provider-time/lib/sleep';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

import { type Rule, validate } from '../validation';

import { type AppRole, TEMPLATE_ROLES } from './app-role';

/** Template behind "Create your own application". An application made without a template cannot provision. */
const NON_GALLERY_TEMPLATE_ID = '8adf8e6e-67b2-4cf2-a259-e3dc5476c621';

export interface EnterpriseAppProps {
  /** Name shown in the Entra admin center. */
  readonly displayName: string;

  /**
   * Directory (tenant) id of the Entra tenant that the application belongs to.
   *
   * Checked before anything is written: credentials of another directory stop the plan.
   */
  readonly directoryId: string;

  /** Roles that admins assign to users and groups. The template's own roles are added. */
  readonly roles: readonly AppRole[];
}

const rules: readonly Rule<EnterpriseAppProps>[] = [
  ({ roles }) =>
    repeated(
      'id',
      [...TEMPLATE_ROLES, ...roles].map(({ id }) => id),
    ),
  ({ roles }) =>
    repeated(
      'value',
      roles.flatMap(({ value }) => value ?? []),
    ),
];

/**
 * An application in Microsoft Entra ID that can provision users and groups, with its service principal.
 *
 * Knows that the application comes from the non-gallery template, that only assigned users and groups are in its
 * scope, and that Graph needs time before it finds a new service principal everywhere.
 */
export class EnterpriseApp extends Construct {
  /** Directory (tenant) id of the Entra tenant that the application belongs to. */
  readonly directoryId: string;

  /** Id of the service principal in the form `/servicePrincipals/<object id>`. */
  readonly servicePrincipalId: string;

  /** Object id of the service principal, on which assignments hang. */
  readonly servicePrincipalObjectId: string;

  /** What everything that hangs on the application waits for. */
  readonly replicated: ITerraformDependable;

  constructor(scope: Construct, id: string, props: EnterpriseAppProps) {
    super(scope, id);
    validate(this, props, rules);

    const caller = new DataAzureadClientConfig(this, 'Caller');
    caller.overrideLogicalId('caller');

    const application = new Application(this, 'Application', {
      displayName: props.displayName,
      templateId: NON_GALLERY_TEMPLATE_ID,
      preventDuplicateNames: true,
      owners: [caller.objectId],
      api: { requestedAccessTokenVersion: 2 },
      appRole: [...TEMPLATE_ROLES, ...props.roles].map((role) => ({
        id: role.id,
        value: role.value,
        displayName: role.displayName,
        description: role.description,
        allowedMemberTypes: ['User'], // covers groups too
        enabled: true,
      })),
      lifecycle: {
        precondition: [
          {
            condition: `\${${caller.fqn}.tenant_id == "${props.directoryId}"}`,
            errorMessage: `The credentials belong to another directory than ${props.directoryId}; sign in to that one.`,
          },
        ],
      },
    });
    application.overrideLogicalId('app');

    const servicePrincipal = new ServicePrincipal(this, 'ServicePrincipal', {
      clientId: application.clientId,
      useExisting: true, // the template brings its own
      appRoleAssignmentRequired: true,
      owners: [caller.objectId],
      featureTags: [{ enterprise: true, customSingleSignOn: true }], // else the template's tags are dropped
    });
    servicePrincipal.overrideLogicalId('app');

    const replicated = new Sleep(this, 'Replicated', {
      createDuration: '30s',
      triggers: { service_principal: servicePrincipal.objectId },
    });
    replicated.overrideLogicalId('replicated');

    this.directoryId = props.directoryId;
    this.servicePrincipalId = servicePrincipal.id;
    this.servicePrincipalObjectId = servicePrincipal.objectId;
    this.replicated = replicated;
  }
}

function repeated(what: string, values: readonly string[]): string | undefined {
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  return twice === undefined ? undefined : `'roles' must each have their own ${what}; '${twice}' is there twice`;
}
