import { SynchronizationJob } from '@cdktf/provider-azuread/lib/synchronization-job';
import { SynchronizationSecret } from '@cdktf/provider-azuread/lib/synchronization-secret';
import { Construct } from 'constructs';

import { isLiteral, type Rule, validate } from '../validation';

import type { EnterpriseApp } from './enterprise-app';
import type { RoleAssignments } from './role-assignments';

export interface ScimProvisioningProps {
  /** Application whose users and groups are provisioned. */
  readonly app: EnterpriseApp;

  /** Assignments that stand before the job, and outlive it when all is destroyed. */
  readonly assignments: RoleAssignments;

  /**
   * Base URL of the SCIM service, for example `https://scim.example.com/scim/v2`. May end in the query
   * `?aadOptscim062020`, which makes Entra send PATCH as the RFC describes it.
   */
  readonly tenantUrl: string;

  /**
   * Bearer token that Entra presents to the service.
   *
   * A reference to a generated secret or a sensitive variable, never a literal: a literal would stand in plain text in
   * the synthesized JSON.
   */
  readonly secretToken: string;

  /**
   * Who is in scope: the users and groups assigned to the application, or everybody in the directory.
   *
   * @default assigned
   */
  readonly scope?: 'assigned' | 'all';
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
    isLiteral(secretToken)
      ? "'secretToken' must be a reference to a secret; a literal would stand readable in the synthesized JSON"
      : undefined,
];

/**
 * Provisions the users and groups of an enterprise application into a SCIM service.
 *
 * Stores the credentials and creates the job, stopped: started at once it would run with Entra's default mappings.
 * The job stands on the assignments, so that a destroy removes it first and Entra does not deprovision everybody.
 */
export class ScimProvisioning extends Construct {
  /** Id of the job in the form `/servicePrincipals/<object id>/synchronization/jobs/<job id>`. */
  readonly jobId: string;

  constructor(scope: Construct, id: string, props: ScimProvisioningProps) {
    super(scope, id);
    validate(this, props, rules);

    const credentials = new SynchronizationSecret(this, 'Credentials', {
      servicePrincipalId: props.app.servicePrincipalId,
      // Exactly these three in this order: the provider waits until Graph lists as many keys as it sent, and reads
      // another order as a change.
      credential: [
        { key: 'BaseAddress', value: props.tenantUrl },
        { key: 'SecretToken', value: props.secretToken },
        { key: 'SyncAll', value: String(props.scope === 'all') },
      ],
      timeouts: { create: '10m', update: '10m' },
      dependsOn: [props.app.replicated],
    });
    credentials.overrideLogicalId('credentials');

    const job = new SynchronizationJob(this, 'Job', {
      servicePrincipalId: props.app.servicePrincipalId,
      templateId: 'scim',
      enabled: false,
      dependsOn: [credentials, ...props.assignments.all],
      lifecycle: { ignoreChanges: ['enabled'] }, // started and paused outside of Terraform
    });
    job.overrideLogicalId('job');

    this.jobId = job.id;
  }
}
