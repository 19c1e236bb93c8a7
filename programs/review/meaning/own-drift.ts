import type { Change } from '../plan/change';
import type { Plan } from '../plan/plan';
import type { Side } from '../plan/side';
import { type Json, textOf } from '../plan/terraform-plan';

import { readSettings } from './sync-settings';

/**
 * What was changed outside of Terraform, without what our own steps of a deployment do and what only mirrors another
 * resource. Undefined where nothing else differs.
 */
export function foreignDrift(drift: Change, plan: Plan): Change | undefined {
  if (drift.action !== 'update') return drift;
  const own = (OWN[drift.type] ?? []).filter(({ isOwn }) => isOwn(drift, plan)).flatMap(({ paths }) => paths);
  const foreign = own.length === 0 ? drift : drift.without(own);
  return foreign.changedNames().length === 0 ? undefined : foreign;
}

/** Attributes of a type that change by themselves after a deployment, and whether it was that. */
interface Own {
  readonly paths: readonly string[];
  readonly isOwn: (drift: Change, plan: Plan) => boolean;
}

/** What a service principal shows of its application, of which a change is told there. */
const MIRRORED = [
  'app_role_ids',
  'app_roles',
  'display_name',
  'homepage_url',
  'logout_url',
  'oauth2_permission_scope_ids',
  'oauth2_permission_scopes',
  'redirect_uris',
  'service_principal_names',
  'sign_in_audience',
];

const OWN: Readonly<Record<string, readonly Own[]>> = {
  azuread_application: [{ paths: ['app_role_ids', 'oauth2_permission_scope_ids'], isOwn: () => true }],
  azuread_service_principal: [{ paths: MIRRORED, isOwn: mirrorsApplication }],
  azuread_synchronization_job: [{ paths: ['enabled', 'schedule.state'], isOwn: isAsTheStepLeftIt }],
  azurerm_container_app: [
    { paths: ['latest_revision_fqdn', 'latest_revision_name'], isOwn: () => true }, // of what the template says
    { paths: ['ingress.custom_domain'], isOwn: showsOwnDomains },
  ],
  azurerm_container_app_custom_domain: [
    {
      paths: [
        'certificate_binding_type',
        'container_app_environment_certificate_id',
        'container_app_environment_managed_certificate_id',
      ],
      isOwn: ({ after }) =>
        after.text('certificate_binding_type') === BOUND &&
        isManaged(after.value('container_app_environment_certificate_id')),
    },
  ],
  azurerm_virtual_network: [{ paths: ['subnet'], isOwn: showsOwnSubnets }],
};

function mirrorsApplication({ after }: Change, plan: Plan): boolean {
  const application = after.text('client_id');
  return plan.changes.some(
    ({ type, before }) => type === 'azuread_application' && before.text('client_id') === application,
  );
}

/** The sync step starts and pauses the job. A job that somebody else has paused or started is not as it left it. */
function isAsTheStepLeftIt({ after }: Change, plan: Plan): boolean {
  const steps: Side[] = [
    ...plan.changes.filter(({ type }) => type === 'terraform_data').map(({ before }) => before),
    ...plan.standing('terraform_data').map(({ values }) => values),
  ];
  const settings = steps.map(readSettings).find((found) => found !== undefined);
  const { enabled } = settings ?? {};
  const states = after.values('schedule.state');
  return (
    enabled === after.value('enabled') && states.every((state) => state === (enabled === true ? 'Active' : 'Disabled'))
  );
}

const BOUND = 'SniEnabled';

/** Whether a certificate is one that Azure issues, as our step has it do, and not one that somebody has uploaded. */
function isManaged(certificate: Json | undefined): boolean {
  return certificate === null || textOf(certificate).includes('/managedCertificates/');
}

function showsOwnDomains({ after }: Change, plan: Plan): boolean {
  const hosts = namesOf(plan, 'azurerm_container_app_custom_domain');
  return after
    .records('ingress.custom_domain')
    .every(
      ({ name, certificate_binding_type: binding, certificate_id: certificate }) =>
        hosts.has(textOf(name)) && (binding === BOUND ? isManaged(certificate) : true),
    );
}

function showsOwnSubnets({ after }: Change, plan: Plan): boolean {
  const subnets = namesOf(plan, 'azurerm_subnet');
  return after.records('subnet').every(({ name }) => subnets.has(textOf(name)));
}

function namesOf({ changes }: Plan, type: string): Set<string | undefined> {
  return new Set(changes.filter((change) => change.type === type).map(({ before }) => before.text('name')));
}
