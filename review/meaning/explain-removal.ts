import { grantsElsewhere, isAssignment } from '../access/assignments';
import { principalsOf } from '../access/principal';
import type { Change } from '../plan/change';
import type { Plan } from '../plan/plan';

import { becauseOf, type Finding } from './finding';
import { readSettings } from './sync-settings';

/** A tenant that goes as a whole. */
export interface TenantRemoval {
  /** All changes that belong to it. */
  readonly changes: readonly Change[];

  readonly finding: Finding;
}

/** What goes with a tenant, besides its application, its service principal, its job and its assignments. */
const BESIDES = ['azuread_synchronization_secret', 'terraform_data', 'time_sleep'];

/**
 * The end of a tenant, where the plan removes all that it has: the job, which stands on the assignments and so goes first, and
 * everything below. Undefined where something of it stays, so that each change counts by itself.
 */
export function tenantRemoval(plan: Plan): TenantRemoval | undefined {
  const ofType = (type: string) => plan.changes.filter((change) => change.type === type && !change.isLeftOver);
  const [applications, principals, jobs] = [
    ofType('azuread_application'),
    ofType('azuread_service_principal'),
    ofType('azuread_synchronization_job'),
  ];
  const assignments = plan.changes.filter((change) => isAssignment(change) && !grantsElsewhere(change, plan));
  const steps = ofType('terraform_data').filter(({ before }) => readSettings(before) !== undefined);
  const [application] = applications;
  const core = [...applications, ...principals, ...jobs, ...assignments, ...steps];
  if (!application || jobs.length === 0 || steps.length === 0) return undefined;
  if (!core.every(({ action }) => action === 'delete')) return undefined;

  const besides = plan.changes.filter(
    ({ type, action }) => BESIDES.includes(type) && (action === 'delete' || action === 'forget'),
  );
  return { changes: [...new Set([...core, ...besides])], finding: explain(application, assignments, plan) };
}

function explain(application: Change, assignments: readonly Change[], plan: Plan): Finding {
  const { address, before } = application;
  const names = assignments.map((change) => principalsOf(plan).of(change, change.before).name);
  const because = becauseOf(application);
  const name = before.text('display_name') ?? address;
  return {
    kind: 'tenant-removed',
    address,
    what: `application ${name} with its provisioning job`,
    subject: name,
    ...(names.length === 0 ? {} : { attributes: [{ name: 'assigned until now', before: names, after: null }] }),
    ...(because === undefined ? {} : { because }),
  };
}
