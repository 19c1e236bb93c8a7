import { resolve } from 'node:path';

import { Application } from '@cdktf/provider-azuread/lib/application';
import { DataAzureadClientConfig } from '@cdktf/provider-azuread/lib/data-azuread-client-config';
import { ServicePrincipal } from '@cdktf/provider-azuread/lib/service-principal';
import { Sleep } from '@cdktf/provider-time/lib/sleep';
import { Fn, type ITerraformDependable, TerraformAsset } from 'cdktf';
import { Construct } from 'constructs';

import { type AppRole, TEMPLATE_ROLES } from '../../entra/app-role';
import { TerraformData } from '../terraform-data';
import { type Rule, validate } from '../validation';

import { Directory } from './directory';
import { type EntraCloud, NON_GALLERY_TEMPLATE_IDS } from './non-gallery-template';
import { ofDirectory } from './of-directory';
import { UNMANAGED } from './unmanaged';

export interface EnterpriseAppProps {
  /** Name shown in the Entra admin center. */
  readonly displayName: string;

  /**
   * Directory (tenant) id of the Entra tenant that the application belongs to.
   *
   * The plan fails if the credentials belong to another directory.
   */
  readonly directoryId: string;

  /**
   * Cloud that the directory is in.
   *
   * @default public
   */
  readonly cloud?: EntraCloud;

  /** Roles that admins assign to users and groups. The roles of Entra's application template are always added. */
  readonly roles: readonly AppRole[];

  /**
   * Object ids of the identities that deploy the application. All of them become owners of the application. An identity
   * that may change only its own applications would otherwise lose access to this one.
   *
   * List the identities if one identity creates the plan and another one applies it: the plan must not depend on which
   * identity runs Terraform.
   *
   * @default - the identity that runs Terraform.
   */
  readonly deployers?: readonly string[];

  /**
   * Owners of the application besides the identities that deploy it. Owners may change the application in Entra.
   *
   * @default none
   */
  readonly owners?: readonly Owner[];

  /**
   * Notes for admins, at most 1024 characters. An empty string removes them.
   *
   * @default - whatever is set in Entra.
   */
  readonly notes?: string;

  /**
   * Path of a logo. The file must be a PNG, JPEG or GIF file of at most 100 KB.
   *
   * @default - the logo that is set in Entra. If none is set, Entra shows the initials of the name.
   */
  readonly logo?: string;

  /**
   * Whether assigned users see the application in My Apps.
   *
   * @default true
   */
  readonly visible?: boolean;

  /**
   * Mail addresses that Entra notifies before a certificate for single sign-on expires. They do not affect
   * provisioning. An empty list removes them.
   *
   * @default - the addresses that are set in Entra. Entra adds the address of the admin who sets up single sign-on.
   */
  readonly notificationAddresses?: readonly string[];

  /**
   * Whether only assigned users can sign in.
   *
   * @default true
   */
  readonly assignmentRequired?: boolean;

  /**
   * Whether Terraform refuses any plan that would delete the application.
   *
   * @default true - because Entra deprovisions all users when the application is deleted.
   */
  readonly deletionProtection?: boolean;
}

/** A user or service principal. */
export interface Owner {
  /** Object id, or a user's principal name. Names are looked up when Terraform plans. */
  readonly reference: string;

  /**
   * File and line that contain the owner, for example `config/tenants/contoso.yaml:7`.
   *
   * @default none - if the owner does not exist in Entra, the plan's error gives no file and line.
   */
  readonly place?: string;
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
  ({ notes = '' }) =>
    notes.length > 1024 ? `'notes' must have at most 1024 characters; got ${notes.length}` : undefined,
];

/**
 * An application in Microsoft Entra ID that can provision users and groups, with its service principal.
 *
 * The construct creates the application from the non-gallery template and lets only assigned users sign in. Then it
 * waits for 30 seconds, so that the new service principal becomes visible throughout Graph.
 *
 * @example
 * const steward = {
 *   id: appRoleId('contoso', 'data_steward'), // the same in every plan
 *   value: 'data_steward',
 *   displayName: 'Data Steward',
 *   description: 'Curates the shared models.',
 * };
 * const app = new EnterpriseApp(this, 'App', {
 *   displayName: 'Contoso workspace',
 *   directoryId: '8d1cbd34-6c1f-4d2a-9c53-0c3a7f1f2b90',
 *   roles: [steward],
 * });
 */
export class EnterpriseApp extends Construct {
  /** Directory (tenant) id of the Entra tenant that the application belongs to. */
  readonly directoryId: string;

  /** Id of the service principal in the form `/servicePrincipals/<object id>`. */
  readonly servicePrincipalId: string;

  /** Object id of the service principal. Role assignments refer to it. */
  readonly servicePrincipalObjectId: string;

  /**
   * Resource to wait for before anything uses the application. It is created 30 seconds after the service principal,
   * which should then be visible throughout Graph.
   */
  readonly replicated: ITerraformDependable;

  /** Users and groups of the Entra tenant that the application belongs to. */
  readonly directory: Directory;

  constructor(scope: Construct, id: string, props: EnterpriseAppProps) {
    super(scope, id);
    validate(this, props, rules);
    this.directory = new Directory(this, 'Directory');

    const caller = new DataAzureadClientConfig(this, 'Caller');

    const { deployers = [] } = props;
    const owners = [
      ...new Set([
        ...(deployers.length === 0 ? [caller.objectId] : deployers),
        ...(props.owners ?? []).map(({ reference, place }) =>
          this.directory.objectId({ kind: 'user', reference }, place),
        ),
      ]),
    ];
    const preventDestroy = props.deletionProtection ?? true;

    const application = new Application(this, 'Application', {
      displayName: props.displayName,
      // An application that was not created from this template could not provision users and groups.
      templateId: NON_GALLERY_TEMPLATE_IDS[props.cloud ?? 'public'],
      preventDuplicateNames: true,
      owners,
      notes: props.notes || undefined,
      logoImage: props.logo === undefined ? undefined : this.picture(props.logo),
      // This setting takes effect only for a new application, since Terraform ignores later changes.
      api: { requestedAccessTokenVersion: 2 },
      // Roles are sorted by value, so that the output does not depend on their order in a file.
      appRole: [...TEMPLATE_ROLES, ...props.roles.toSorted(byValue)].map((role) => ({
        id: role.id,
        value: role.value,
        displayName: role.displayName,
        description: role.description,
        allowedMemberTypes: ['User'], // covers groups too
        enabled: role.enabled ?? true,
      })),
      lifecycle: {
        preventDestroy,
        ignoreChanges: [
          'template_id', // otherwise Terraform would replace an application that was created by hand
          ...UNMANAGED.application,
          ...undeclared({ notes: props.notes, logo_image: props.logo }),
        ],
        precondition: [ofDirectory(caller.fqn, props.directoryId)],
      },
    });

    // This resource has no effect of its own. A plan does not show changes to `prevent_destroy`, so this resource shows
    // them.
    new TerraformData(this, 'Protection', { input: { deletionProtection: preventDestroy } });

    const servicePrincipal = new ServicePrincipal(this, 'ServicePrincipal', {
      clientId: application.clientId,
      useExisting: true, // the template has already created the service principal
      appRoleAssignmentRequired: props.assignmentRequired ?? true,
      owners,
      notes: props.notes || undefined,
      notificationEmailAddresses: props.notificationAddresses && [...props.notificationAddresses],
      // Both `enterprise` and `customSingleSignOn` are needed. Otherwise the provider would remove the tags that the
      // template sets.
      featureTags: [{ enterprise: true, customSingleSignOn: true, hide: props.visible === false ? true : undefined }],
      lifecycle: {
        preventDestroy,
        ignoreChanges: [
          ...UNMANAGED.servicePrincipal,
          ...undeclared({ notes: props.notes, notification_email_addresses: props.notificationAddresses }),
        ],
      },
    });

    const replicated = new Sleep(this, 'Replicated', {
      createDuration: '30s',
      triggers: { service_principal: servicePrincipal.objectId },
    });

    this.directoryId = props.directoryId;
    this.servicePrincipalId = servicePrincipal.id;
    this.servicePrincipalObjectId = servicePrincipal.objectId;
    this.replicated = replicated;
  }

  /** The logo in base64. Terraform reads the logo from a copy next to the synthesized JSON. */
  private picture(path: string): string {
    return Fn.filebase64(new TerraformAsset(this, 'Logo', { path: resolve(path) }).path);
  }
}

/**
 * Names of the attributes for which no value is given. Terraform must keep their current values instead of emptying
 * them.
 */
function undeclared(values: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(values).filter((attribute) => values[attribute] === undefined);
}

function byValue({ value: a = '' }: AppRole, { value: b = '' }: AppRole): number {
  return a < b ? -1 : 1;
}

function repeated(what: string, values: readonly string[]): string | undefined {
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  return twice === undefined ? undefined : `'roles' must each have their own ${what}; '${twice}' occurs twice`;
}
