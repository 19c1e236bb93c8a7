import { assignmentsIn } from '../access/assignments';
import { ledgersOf } from '../access/ledger';
import { destructive } from '../meaning/consequence';
import { becauseOf, type Finding } from '../meaning/finding';
import { noun } from '../meaning/resource';
import type { Change } from '../plan/change';
import type { Plan } from '../plan/plan';

import { readSettings } from './sync-settings';

/** A tenant as a whole. No single Terraform type represents it. */
export const TENANT = noun(
  {
    'tenant-removed': destructive(
      'The tenant is removed, and nobody is disabled',
      'The job is removed first, then the assignments, the application and its deletion protection.',
      'Accounts in the product stay as they are: active ones stay active, even those of people who leave the company later. Without the application, nobody can sign in through Entra.',
    ),
  },
  {},
);

/** The removal of a whole tenant. */
export interface TenantRemoval {
  /** All changes that belong to the removal. */
  readonly changes: readonly Change[];

  readonly finding: Finding<'tenant-removed'>;
}

/**
 * Types of resources that are removed together with a tenant, in addition to the application, the service principal,
 * the job and the assignments.
 */
const BESIDES = ['azuread_synchronization_secret', 'terraform_data', 'time_sleep'];

/**
 * Reports the removal of a tenant if the plan removes everything that belongs to the tenant. Terraform removes the job
 * first, because the job depends on the assignments. Returns undefined if any part of the tenant remains. In that case,
 * each change is explained separately.
 */
export function tenantRemoval(plan: Plan): TenantRemoval | undefined {
  const ofType = (type: string) => plan.changes.filter((change) => change.type === type && !change.isLeftOver);
  const applications = ofType('azuread_application');
  const [application] = applications;
  if (application?.action !== 'delete') return undefined;

  const [principals, jobs] = [ofType('azuread_service_principal'), ofType('azuread_synchronization_job')];
  const assignments = assignmentsIn(plan.changes, plan);
  const steps = ofType('terraform_data').filter(({ before }) => readSettings(before) !== undefined);
  const core = [...applications, ...principals, ...jobs, ...assignments, ...steps];
  if (jobs.length === 0 || steps.length === 0 || !core.every(({ action }) => action === 'delete')) return undefined;

  const besides = plan.changes.filter(
    ({ type, action }) => BESIDES.includes(type) && (action === 'delete' || action === 'forget'),
  );
  return { changes: [...new Set([...core, ...besides])], finding: explain(application, plan) };
}

function explain(application: Change, plan: Plan): Finding<'tenant-removed'> {
  const { address, before } = application;
  const names = ledgersOf(plan.changes, plan).before.map(({ principal }) => principal.name);
  const name = before.text('display_name') ?? address;
  return {
    kind: 'tenant-removed',
    address,
    what: `application ${name} with its provisioning job`,
    subject: name,
    attributes: names.length === 0 ? [] : [{ name: 'assigned until now', before: names, after: null }],
    because: becauseOf(application),
  };
}
