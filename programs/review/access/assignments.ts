import { oncePer } from '../once-per';
import type { Change } from '../plan/change';
import type { Plan } from '../plan/plan';

import { GRAPH_PERMISSIONS } from './graph-permissions';

/** Whether a change concerns an assignment to the plan's application. */
export function isOwnAssignment(change: Change, plan: Plan): boolean {
  return change.type === 'azuread_app_role_assignment' && !isElsewhere(change, plan);
}

/**
 * The assignments to the plan's application. Assignments to other applications, such as Microsoft Graph, are left out,
 * because they grant no rights in the plan's application.
 *
 * @param changes the plan's changes, or some of them.
 */
export const assignmentsIn = oncePer((changes: readonly Change[], plan: Plan): readonly Change[] =>
  changes.filter((change) => isOwnAssignment(change, plan)),
);

/** Whether an assignment belongs to an application that the plan does not define. */
function isElsewhere(assignment: Change, plan: Plan): boolean {
  const side = assignment.after.exists ? assignment.after : assignment.before;
  if ((side.text('app_role_id') ?? '') in GRAPH_PERMISSIONS) return true;
  const { ids, addresses } = ownPrincipals(plan);
  const resource = side.text('resource_object_id') ?? assignment.before.text('resource_object_id');
  if (resource !== undefined && ids.has(resource)) return false;
  // If the service principal is recreated, or its state was lost, only the configuration shows which application the
  // assignment belongs to.
  const [source = ''] = plan.references(assignment.address, 'resource_object_id');
  const managed = /^azuread_service_principal\.[^.[]+/.exec(source)?.[0];
  if (managed !== undefined) return !addresses.has(managed);
  return resource !== undefined || source.startsWith('data.');
}

/**
 * The service principals of the applications that the plan defines. A plan may also define service principals of other
 * applications, such as Microsoft Graph. Those service principals are left out.
 */
const ownPrincipals = oncePer((plan: Plan) => {
  const sides = (type: string) => [
    ...[...plan.changes, ...plan.drift]
      .filter((change) => change.type === type)
      .flatMap(({ address, before, after }) => [before, after].map((values) => ({ address, values }))),
    ...plan.standing(type),
  ];
  const applications = new Set(sides('azuread_application').map(({ values }) => values.text('client_id')));
  const all = sides('azuread_service_principal').filter(({ values }) => values.exists);
  const own = all.filter(({ values }) => {
    const application = values.text('client_id');
    return application === undefined || applications.has(application);
  });
  const addresses = new Set(own.map(({ address }) => withoutIndex(address)));
  const alike = all.filter(({ address }) => addresses.has(withoutIndex(address)));
  return { ids: new Set(alike.flatMap(({ values }) => values.text('object_id') ?? [])), addresses };
});

function withoutIndex(address: string): string {
  return address.replace(/\[.*$/, '');
}
