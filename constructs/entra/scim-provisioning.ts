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
 * What the job does, as {@link SyncSettings} describes. By default it runs for assigned users and groups, with the
 * product's default mappings and credentials that Terraform stores.
 */
type JobSettings = Partial<Omit<SyncSettings, 'directoryId' | 'jobId' | 'servicePrincipalId' | 'tenantUrl'>>;

export interface ScimProvisioningProps extends JobSettings {
  /** Application whose users and groups are provisioned. */
  readonly app: EnterpriseApp;

  /** Assignments that are made before the job, and outlive it when everything is destroyed. */
  readonly assignments: RoleAssignments;

  /**
   * Base URL of the SCIM service, for example `https://scim.example.com/scim/v2`. May end in the query
   * `?aadOptscim062020`, which makes Entra send PATCH as the RFC describes it.
   */
  readonly tenantUrl: string;

  /**
   * Bearer token that Entra presents to the service.
   *
   * A reference to a generated secret or a sensitive variable, never a literal, which would appear in plain text in the
   * synthesized JSON.
   *
   * @default - none, because with credentials `vault` the sync step reads it from `tokenSecret`.
   */
  readonly secretToken?: string;

  /**
   * Environment variables for the sync step besides the deployer's, such as `ARM_ENVIRONMENT`.
   *
   * @default - none: the step works in the public cloud unless the environment names another.
   */
  readonly stepEnvironment?: Readonly<Record<string, string>>;

  /**
   * Command line of the sync step, run where the app is synthesized.
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
      ? "'secretToken' must be a reference to a secret; a literal would stand readable in the synthesized JSON"
      : undefined,
  ({ credentials, secretToken, tokenSecret }) =>
    credentials === 'vault'
      ? secretToken !== undefined || !tokenSecret
        ? "'credentials: vault' needs 'tokenSecret', and no 'secretToken': the token would come into the state"
        : undefined
      : secretToken === undefined || tokenSecret
        ? "'credentials: terraform' needs 'secretToken', and no 'tokenSecret'"
        : undefined,
  ({ credentials, ...props }) => {
    const found = VAULT_ONLY.find((key) => props[key]);
    return credentials !== 'vault' && found
      ? `'${found}' needs 'credentials: vault': the provider waits for exactly the keys that it stores itself`
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
 * Stores the credentials, creates the job in a stopped state, and runs the sync step: a job that starts at once would
 * run with Entra's default mappings. The job depends on the assignments, so that a destroy removes the job first, and
 * Entra does not deprovision everybody.
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
    // If destroyed, the credentials would be emptied while the sync step stores new ones.
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
      lifecycle: { ignoreChanges: ['enabled'] }, // started and paused by the sync step
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
      // Exactly these three in this order: the provider waits until Graph lists as many keys as it sent, and reads
      // another order as a change.
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
 * Lets Terraform forget the credentials that it stored instead of destroying them. The provider would empty the keys
 * that it knows and wait until none is left, in vain if the portal or the sync step has stored others.
 */
export function forgetCredentials(stack: TerraformStack, address: string): void {
  addStateBlock(stack, 'removed', { from: address, lifecycle: { destroy: false } });
}

/**
 * Stops the plan when a variable does not contain a token. This is not a validation of the variable, because Terraform
 * prints the value when that fails.
 */
function tokenAlone(secretToken: string): { condition: string; errorMessage: string } {
  return {
    condition: Token.asString(Fn.can(Fn.regex('^[^[:space:]]+$', secretToken))),
    errorMessage:
      "The secret token must be the token alone: it must not be empty, must not have 'Bearer ' before it, which Entra " +
      'adds itself, and must hold no spaces and no line breaks.',
  };
}
