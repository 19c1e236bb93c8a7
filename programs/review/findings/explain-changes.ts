import type { AccessChange } from '../access/access-change';
import { isOwnAssignment } from '../access/assignments';
import { CHANGE_CLASSES } from '../meaning/consequence';
import { explainResource } from '../meaning/explain-resource';
import type { Finding } from '../meaning/finding';
import { describe, labelOf } from '../meaning/resource';
import type { Change } from '../plan/change';
import type { Plan } from '../plan/plan';
import { explainAdminRole, isOfConsole } from '../resources/admin-role';
import { CONSEQUENCES, type Kind, RESOURCES } from '../resources/resources';
import { explainAccess } from '../resources/role-assignment';
import { tenantsWithRetiredTokens } from '../resources/tenant-registry';
import { explainTokens } from '../resources/token';

/**
 * Explains the changes, worst first. Each type of resource has a file that defines how changes to resources of this
 * type are explained.
 *
 * @param access the effect of the changes on each assignment.
 * @param plan looks up the names of principals and roles.
 */
export function explainChanges(
  changes: readonly Change[],
  access: readonly AccessChange[],
  plan: Plan,
): Finding<Kind>[] {
  const explain = (change: Change): Finding<Kind>[] => {
    const resource = RESOURCES.get(change.type);
    const general = (told: readonly Finding<Kind>[] = []) => explainResource(change, resource, told);
    return resource?.explain?.(change, { plan, changes, what: describe(change, resource), general }) ?? general();
  };
  const retired = changes.flatMap(tenantsWithRetiredTokens);
  const isTold = (token: string) => retired.some((slug) => token.endsWith(` of ${slug}`));
  const ofConsole = isOfConsole(plan);
  const findings = [
    ...access.map((change): Finding<Kind> => (ofConsole ? explainAdminRole(change) : explainAccess(change))),
    ...changes.filter(({ action }) => action !== 'none').flatMap(explain),
    ...explainTokens(changes).filter(({ kind, what }) => kind !== 'token-retired' || !isTold(what)),
    ...changes.filter((change) => !isOwnAssignment(change, plan)).flatMap(explainAdoption),
    ...changes.flatMap(explainMove),
  ];
  return once(findings).toSorted((a, b) => rank(a) - rank(b));
}

/**
 * Reports that Terraform imports a resource. If the import also changes or replaces the resource, a separate finding
 * reports that.
 */
function explainAdoption(change: Change): Finding<Kind>[] {
  const { address, adopts, importId } = change;
  if (!adopts) return [];
  const resource = RESOURCES.get(change.type);
  const what = `${describe(change, resource)}, imported${importId === undefined ? '' : ` as ${importId}`}`;
  return [{ kind: 'adopted', address, what, subject: labelOf(change, resource) ?? address }];
}

function explainMove(change: Change): Finding<Kind>[] {
  const { address, movedFrom } = change;
  if (movedFrom === undefined) return [];
  return [{ kind: 'moved', address, what: `${describe(change, RESOURCES.get(change.type))}, until now ${movedFrom}` }];
}

/** Removes repeated findings. For example, two resources report a new endpoint: the credentials and the sync step. */
function once(findings: readonly Finding<Kind>[]): Finding<Kind>[] {
  const told = new Set<string>();
  return findings.filter(({ kind, what }) => {
    const key = `${kind} ${what}`;
    if (TOLD_TWICE.includes(kind) && told.has(key)) return false;
    told.add(key);
    return true;
  });
}

const TOLD_TWICE: readonly Kind[] = ['endpoint-moved', 'dialect-changed', 'scope-widened', 'scope-narrowed'];

/** Sort key of a finding. The worst findings come first. */
export function rank({ kind }: Finding<Kind>): number {
  return CHANGE_CLASSES.indexOf(CONSEQUENCES[kind].class);
}

/** A finding with its title, for places without headings: `A role is removed: role account_reviewer`. */
export function titled({ kind, what }: Pick<Finding<Kind>, 'kind' | 'what'>): string {
  return `${CONSEQUENCES[kind].title}: ${what}`;
}
