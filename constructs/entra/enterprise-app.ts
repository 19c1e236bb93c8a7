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
import { UNMANAGED } from './unmanaged';

export interface EnterpriseAppProps {
  /** Name shown in the Entra admin center. */
  readonly displayName: string;

  /**
   * Directory (tenant) id of the Entra tenant that the application belongs to.
   *
   * Checked before anything is written: credentials of another directory stop the plan.
   */
  readonly directoryId: string;

  /**
   * Cloud that the directory is in.
   *
   * @default public
   */
  readonly cloud?: EntraCloud;

  /** Roles that admins assign to users and groups. The template's own roles are added. */
  readonly roles: readonly AppRole[];

  /**
   * Object ids of the identities that deploy. All of them become owners of the application, since an identity that may
   * change only what it owns would otherwise lock itself out.
   *
   * List them if one identity plans and another applies: a plan must not depend on who makes it.
   *
   * @default - the identity that runs Terraform.
   */
  readonly deployers?: readonly string[];

  /**
   * Owners, who may change the application in Entra besides the identity that deploys it.
   *
   * @default none
   */
  readonly owners?: readonly Owner[];

  /**
   * Notes for admins, at most 1024 characters. Empty for none.
   *
   * @default - whatever is set in Entra.
   */
  readonly notes?: string;

  /**
   * Path of a picture, PNG, JPEG or GIF of at most 100 KB.
   *
   * @default - the picture in Entra, which shows the name's initials if there is none.
   */
  readonly logo?: string;

  /**
   * Whether the people who are assigned see the application in My Apps.
   *
   * @default true
   */
  readonly visible?: boolean;

  /**
   * Mail addresses that Entra notifies before a signing certificate expires. Unrelated to provisioning. Empty for none.
   *
   * @default - the addresses set in Entra, which adds the admin who configures single sign-on.
   */
  readonly notificationAddresses?: readonly string[];

  /**
   * Whether only those who are assigned can sign in.
   *
   * @default true
   */
  readonly assignmentRequired?: boolean;

  /**
   * Whether Terraform refuses every plan that would delete the application.
   *
   * @default true - since Entra deprovisions everybody when the application is gone.
   */
  readonly deletionProtection?: boolean;
}

/** A user or service principal. */
export interface Owner {
  /** Object id, or a user's principal name, which is looked up when Terraform plans. */
  readonly reference: string;

  /**
   * Where the owner is written, for example `config/tenants/contoso.yaml:7`.
   *
   * @default none - if nobody has that name, the plan's error does not say where it is written.
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
 * It creates the application from the non-gallery template, puts only assigned users and groups in scope, and allows
 * for the time that Graph needs before it finds a new service principal everywhere.
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

  /** Object id of the service principal, to which assignments belong. */
  readonly servicePrincipalObjectId: string;

  /** Resources that must exist before anything that depends on the application. */
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
      templateId: NON_GALLERY_TEMPLATE_IDS[props.cloud ?? 'public'], // created without one, it could not provision
      preventDuplicateNames: true,
      owners,
      notes: props.notes || undefined,
      logoImage: props.logo === undefined ? undefined : this.picture(props.logo),
      api: { requestedAccessTokenVersion: 2 }, // set only on a new application: afterwards others manage its API
      // Sorted by value, so that the output does not depend on the order in a file.
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
          'template_id', // matters only at creation: an application made by hand would be replaced
          ...UNMANAGED.application,
          ...undeclared({ notes: props.notes, logo_image: props.logo }),
        ],
        precondition: [ofDirectory(caller.fqn, props.directoryId)],
      },
    });

    // Does nothing by itself. A plan does not show `prevent_destroy`, so this resource makes its removal visible.
    new TerraformData(this, 'Protection', { input: { deletionProtection: preventDestroy } });

    const servicePrincipal = new ServicePrincipal(this, 'ServicePrincipal', {
      clientId: application.clientId,
      useExisting: true, // the template brings its own
      appRoleAssignmentRequired: props.assignmentRequired ?? true,
      owners,
      notes: props.notes || undefined,
      notificationEmailAddresses: props.notificationAddresses && [...props.notificationAddresses],
      // Both are needed, otherwise the template's tags are dropped.
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

  /** The picture in base64, read by Terraform: the synthesized JSON names a copy of the file beside it. */
  private picture(path: string): string {
    return Fn.filebase64(new TerraformAsset(this, 'Logo', { path: resolve(path) }).path);
  }
}

/**
 * Stops the plan if the credentials belong to another directory.
 *
 * @param caller address of the client configuration, as the condition sees it.
 */
export function ofDirectory(caller: string, directoryId: string): { condition: string; errorMessage: string } {
  return {
    condition: `\${${caller}.tenant_id == "${directoryId}"}`,
    errorMessage: `The credentials belong to another directory than ${directoryId}; sign in to that one.`,
  };
}

/** Attributes for which no value is given. They must keep what they have, instead of being emptied. */
function undeclared(values: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(values).filter((attribute) => values[attribute] === undefined);
}

function byValue({ value: a = '' }: AppRole, { value: b = '' }: AppRole): number {
  return a < b ? -1 : 1;
}

function repeated(what: string, values: readonly string[]): string | undefined {
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  return twice === undefined ? undefined : `'roles' must each have their own ${what}; '${twice}' is there twice`;
}
