import { SynchronizationJob } from '@cdktf/provider-azuread/lib/synchronization-job';
import { SynchronizationSecret } from '@cdktf/provider-azuread/lib/synchronization-secret';
import { Fn, TerraformStack, Token } from 'cdktf';
import { Construct } from 'constructs';

import { DEFAULT_MAPPINGS } from '../../entra/attribute-mapping';
import { mappingComplaints } from '../../entra/mapping-rules';
import type { SyncSettings } from '../../entra/sync-settings';
import { addStateBlock, stateAddress } from '../state-block';
import { isLiteral, type Rule, validate } from '../validation';

import type { EnterpriseApp } from './enterprise-app';
import type { RoleAssignments } from './role-assignments';
import { SyncStep } from './sync-step';

/**
 * Settings of the job, as {@link SyncSettings} describes them. By default, the job runs for assigned users and groups,
 * with the product's default mappings, and Terraform stores the job's credentials.
 */
type JobSettings = Partial<Omit<SyncSettings, 'directoryId' | 'jobId' | 'servicePrincipalId' | 'tenantUrl'>>;

export interface ScimProvisioningProps extends JobSettings {
  /** Application whose users and groups are provisioned. */
  readonly app: EnterpriseApp;

  /** Role assignments. They are created before the job, and destroyed after it. */
  readonly assignments: RoleAssignments;

  /**
   * Base URL of the SCIM service, for example `https://scim.example.com/scim/v2`. It may end with the query
   * `?aadOptscim062020`, which makes Entra send PATCH requests that comply with the RFC.
   */
  readonly tenantUrl: string;

  /**
   * Bearer token that Entra presents to the service.
   *
   * The value must be a reference to a generated secret or a sensitive variable. A literal would appear in plain text
   * in the synthesized JSON.
   *
   * @default none - allowed only if `credentials` is `vault`: the sync step then reads the token from `tokenSecret`.
   */
  readonly secretToken?: string;

  /**
   * Environment variables for the sync step, such as `ARM_ENVIRONMENT`. The step gets them in addition to the
   * deployer's environment variables.
   *
   * @default none - the step works in the public cloud, unless the deployer's environment variables select another
   *   cloud.
   */
  readonly stepEnvironment?: Readonly<Record<string, string>>;

  /**
   * Command line of the sync step. It runs in the folder in which the app is synthesized.
   *
   * @default `npx --no-install entra-scim sync apply` - the command of the installed package.
   */
  readonly stepCommand?: string;
}

const rules: readonly Rule<ScimProvisioningProps>[] = [
  ({ tenantUrl }) =>
    isLiteral(tenantUrl) && !tenantUrl.startsWith('https://')
      ? `'tenantUrl' must be an https URL, because Entra provisions over TLS only; got '${tenantUrl}'`
      : undefined,
  ({ tenantUrl }) =>
    /\/(\?.*)?$/.test(tenantUrl)
      ? `'tenantUrl' must end without a slash, because Entra appends /Users; got '${tenantUrl}'`
      : undefined,
  ({ secretToken }) =>
    secretToken !== undefined && isLiteral(secretToken)
      ? "'secretToken' must be a reference to a secret; a literal would be readable in the synthesized JSON"
      : undefined,
  ({ credentials, secretToken, tokenSecret }) =>
    credentials === 'vault'
      ? secretToken !== undefined || !tokenSecret
        ? "'credentials: vault' needs 'tokenSecret', and no 'secretToken', which would put the token into the state"
        : undefined
      : secretToken === undefined || tokenSecret
        ? "'credentials: terraform' needs 'secretToken', and no 'tokenSecret'"
        : undefined,
  ({ credentials, ...props }) => {
    const found = VAULT_ONLY.find((key) => props[key]);
    return credentials !== 'vault' && found
      ? `'${found}' needs 'credentials: vault': the provider waits until there are exactly the keys that it stored`
      : undefined;
  },
  ({ mappings }) => {
    const [first] = mappingComplaints(mappings ?? DEFAULT_MAPPINGS);
    return first && `'mappings.${first.path.join('.')}' ${first.message}`;
  },
];

const VAULT_ONLY = ['accidentalDeletionThreshold', 'notify', 'skipOutOfScopeDeletions'] as const;

/**
 * Provisions the users and groups of an enterprise application into a SCIM service.
 *
 * The construct stores the credentials and creates the job in a stopped state. Then it runs the sync step, which
 * configures and starts the job. A job that started on creation would use Entra's default mappings. The job depends on
 * the assignments, so `terraform destroy` removes the job first. If the assignments were removed first, Entra would
 * deprovision everybody.
 *
 * @example
 * const token = new TerraformVariable(this, 'scim_token', { type: 'string', sensitive: true });
 * new ScimProvisioning(this, 'Provisioning', {
 *   app,
 *   assignments,
 *   tenantUrl: 'https://scim.example.com/scim/v2',
 *   secretToken: token.stringValue,
 * });
 */
export class ScimProvisioning extends Construct {
  /** Id of the job in the form `/servicePrincipals/<object id>/synchronization/jobs/<job id>`. */
  readonly jobId: string;

  constructor(scope: Construct, id: string, props: ScimProvisioningProps) {
    super(scope, id);
    validate(this, props, rules);

    const credentials = props.secretToken === undefined ? [] : [this.credentials(props, props.secretToken)];
    // Terraform must not destroy the credentials, because it would empty them at the same time as the sync step stores
    // new ones.
    if (credentials.length === 0) {
      forgetCredentials(
        TerraformStack.of(this),
        stateAddress(SynchronizationSecret.tfResourceType, this, 'Credentials'),
      );
    }

    const job = new SynchronizationJob(this, 'Job', {
      servicePrincipalId: props.app.servicePrincipalId,
      templateId: 'scim',
      enabled: false,
      dependsOn: [...credentials, ...props.assignments.all, props.app.replicated],
      lifecycle: { ignoreChanges: ['enabled'] }, // the sync step starts and pauses the job
    });

    new SyncStep(this, 'Sync', {
      settings: {
        directoryId: props.app.directoryId,
        servicePrincipalId: props.app.servicePrincipalObjectId,
        jobId: Fn.basename(job.id),
        tenantUrl: props.tenantUrl,
        credentials: props.credentials ?? 'terraform',
        tokenSecret: props.tokenSecret ?? null,
        tokenGeneration: props.tokenGeneration ?? null,
        scope: props.scope ?? 'assigned',
        enabled: props.enabled ?? true,
        skipOutOfScopeDeletions: props.skipOutOfScopeDeletions ?? false,
        accidentalDeletionThreshold: props.accidentalDeletionThreshold ?? null,
        notify: props.notify ?? null,
        mappings: props.mappings ?? DEFAULT_MAPPINGS,
        scopingFilters: props.scopingFilters ?? { users: [], groups: [] },
      },
      dependsOn: [...credentials, job, ...props.assignments.all],
      rerunAfter: [job, ...credentials],
      command: props.stepCommand ?? 'npx --no-install entra-scim sync apply',
      ...(props.stepEnvironment ? { environment: props.stepEnvironment } : {}),
    });

    this.jobId = job.id;
  }

  private credentials({ app, tenantUrl, scope }: ScimProvisioningProps, secretToken: string): SynchronizationSecret {
    return new SynchronizationSecret(this, 'Credentials', {
      servicePrincipalId: app.servicePrincipalId,
      // There must be exactly these three keys, in this order. The provider waits until Graph lists as many keys as the
      // provider sent, and sees any other order as a change.
      credential: [
        { key: 'BaseAddress', value: tenantUrl },
        { key: 'SecretToken', value: secretToken },
        { key: 'SyncAll', value: String(scope === 'all') },
      ],
      timeouts: { create: '10m', update: '10m' },
      dependsOn: [app.replicated],
      lifecycle: { precondition: [tokenAlone(secretToken)] },
    });
  }
}

/**
 * Removes the credentials from Terraform's state instead of destroying them. To destroy them, the provider would empty
 * the keys that it knows, and wait until no key is left. It would wait forever if the Entra admin center or the sync
 * step had stored other keys.
 */
export function forgetCredentials(stack: TerraformStack, address: string): void {
  addStateBlock(stack, 'removed', { from: address, lifecycle: { destroy: false } });
}

/**
 * A condition that stops the plan if the value is not a plain token. It is a precondition rather than a validation of
 * the variable, because Terraform prints the value when a validation fails.
 */
function tokenAlone(secretToken: string): { condition: string; errorMessage: string } {
  return {
    condition: Token.asString(Fn.can(Fn.regex('^[^[:space:]]+$', secretToken))),
    errorMessage:
      "The secret token must be the token alone: it must not be empty, must not begin with 'Bearer ', which Entra " +
      'adds itself, and must not contain spaces or line breaks.',
  };
}
