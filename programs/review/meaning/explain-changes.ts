import type { AccessChange } from '../access/access-change';
import { assignmentsIn } from '../access/assignments';
import { roleHolders } from '../access/holders';
import { CHANGE_CLASSES } from '../consequences/consequence';
import { CONSEQUENCES, type Kind } from '../consequences/consequences';
import type { Change } from '../plan/change';
import type { Plan } from '../plan/plan';

import { describe, labelOf } from './describe';
import { explainAccess } from './explain-access';
import { explainCluster } from './explain-cluster';
import { explainCredentials } from './explain-credentials';
import { explainMembership, isMembership } from './explain-membership';
import { explainOwners } from './explain-owners';
import { explainProtection } from './explain-protection';
import { explainRegistry, tenantsWithRetiredTokens } from './explain-registry';
import { explainResource } from './explain-resource';
import { explainRights, isGrant } from './explain-rights';
import { explainRoles } from './explain-roles';
import { explainSignOn } from './explain-sign-on';
import { explainSyncStep } from './explain-sync-step';
import { explainTokenInUse } from './explain-token-in-use';
import { explainTokens, isToken } from './explain-tokens';
import type { Finding } from './finding';
import { explainUntoldRegistry, onlyFollowsRegistry, tellsRegistry } from './registry-digest';

/**
 * What changes mean, worst first.
 *
 * @param access what the changes do to each assignment.
 * @param plan where the names of principals and roles are found.
 */
export function explainChanges(changes: readonly Change[], access: readonly AccessChange[], plan: Plan): Finding[] {
  const inUse = explainTokenInUse(changes);
  const retired = changes.filter(({ type }) => type === 'terraform_data').flatMap(tenantsWithRetiredTokens);
  const isTold = (token: string) => retired.some((slug) => token.endsWith(` of ${slug}`));
  const registryIsTold = tellsRegistry(changes);
  const assignments = new Set(assignmentsIn(changes, plan));
  const explain = (change: Change): Finding[] => {
    if (assignments.has(change)) {
      return change.action === 'update' ? explainResource(change, []) : []; // its waiting times, say
    }
    const told = inUse.filter(({ address }) => address === change.address);
    if (isGrant(change)) return explainRights(change, plan);
    if (isMembership(change)) return explainMembership(change, plan);
    const owners = explainOwners(change, plan);
    switch (change.type) {
      case 'azuread_application': {
        const roles = explainRoles(change, roleHolders(plan));
        return explainResource(change, [...roles, ...explainSignOn(change), ...owners]);
      }
      case 'azuread_service_principal':
        return explainResource(change, [...explainSignOn(change), ...owners]);
      case 'azuread_synchronization_secret':
        return explainResource(change, [...told, ...explainCredentials(change)]);
      case 'terraform_data':
        if (registryIsTold && onlyFollowsRegistry(change)) return [];
        return explainStep(change, [
          ...told,
          ...explainSyncStep(change, changes),
          ...explainRegistry(change),
          ...explainProtection(change),
        ]);
      case 'azurerm_resource_group_template_deployment':
        return explainResource(change, explainCluster(change));
      case 'azurerm_container_app':
        if (!registryIsTold) return explainResource(change, explainUntoldRegistry(change));
        return onlyFollowsRegistry(change) ? [] : explainResource(change, []);
      default:
        return isToken(change) ? [] : explainResource(change, owners);
    }
  };
  const findings = [
    ...access.map(explainAccess),
    ...changes.filter(({ action }) => action !== 'none').flatMap(explain),
    ...explainTokens(changes).filter(({ kind, what }) => kind !== 'token-retired' || !isTold(what)),
    ...changes.filter((change) => !assignments.has(change)).flatMap(explainAdoption),
    ...changes.flatMap(explainMove),
  ];
  return once(findings).toSorted((a, b) => rank(a) - rank(b));
}

/** An imported resource may change in the same step, or be replaced: both are reported. */
function explainAdoption(change: Change): Finding[] {
  const { address, adopts, importId } = change;
  if (!adopts) return [];
  const what = `${describe(change)}, imported${importId === undefined ? '' : ` as ${importId}`}`;
  return [{ kind: 'adopted', address, what, subject: labelOf(change) ?? address }];
}

function explainMove(change: Change): Finding[] {
  const { address, movedFrom } = change;
  return movedFrom === undefined
    ? []
    : [{ kind: 'moved', address, what: `${describe(change)}, until now ${movedFrom}` }];
}

/** A step is about what it does; that it runs again needs no word then. */
function explainStep(change: Change, told: Finding[]): Finding[] {
  return told.length > 0 ? told : explainResource(change, []);
}

/** The credentials and the sync step both tell of the endpoint and of the scope: once is enough. */
function once(findings: readonly Finding[]): Finding[] {
  const told = new Set<string>();
  return findings.filter(({ kind, what }) => {
    const key = `${kind} ${what}`;
    if (TOLD_TWICE.includes(kind) && told.has(key)) return false;
    told.add(key);
    return true;
  });
}

const TOLD_TWICE: readonly Kind[] = ['endpoint-moved', 'dialect-changed', 'scope-widened', 'scope-narrowed'];

/** Place of a finding among others: the worst come first. */
export function rank({ kind }: Finding): number {
  return CHANGE_CLASSES.indexOf(CONSEQUENCES[kind].class);
}
