import { includesScim, PLANS_WITH_SCIM } from '../../account/plan';
import { principalIdentity, principalKey } from '../../entra/principal';
import { logoComplaints } from '../model/application';
import { principalOf } from '../model/assignments';
import { provisioningComplaints } from '../model/provisioning';
import type { TenantFile } from '../model/tenant';
import { NOT_IN_PORTAL, valueAt } from '../yaml/applicable-defaults';
import type { Complaint } from '../yaml/complaint';
import type { Sound } from '../yaml/read-as';
import type { YamlFile } from '../yaml/yaml-file';

import { formerKey, formerNameComplaints } from './former-names';
import { readerComplaints } from './reader-rules';
import { declaredRoles, disabledRoles, distinctRoles, givenValues, ROLES, takenOverRoles } from './role-rules';
import { streamComplaints } from './stream-rules';
import type { Rule } from './tenant-rule';

const planIncludesScim: Rule['check'] = (file, { plan, target, managedBy }) => {
  if (target !== 'companion') return [];
  const plans = PLANS_WITH_SCIM.join(' or ');
  if (plan === undefined) return [file.complain(['plan'], `is missing; SCIM needs the plan ${plans}`)];
  // If the plan does not include SCIM, the portal is still useful: it tells the admin which plans include SCIM.
  return includesScim(plan) || managedBy === 'portal'
    ? []
    : [file.complain(['plan'], `must be ${plans}, which include SCIM; got '${plan}'`)];
};

const companionOptionsOnly: Rule['check'] = (file, tenant) =>
  tenant.target === 'companion'
    ? []
    : (['plan', 'token', 'service', 'readers', 'streams'] as const)
        .filter((key) => tenant[key] !== undefined)
        .map((key) => {
          const remedy =
            file.locate([key]).file === file.name ? 'remove it' : `write '${key}: null' into the tenant's own file`;
          return file.complainAboutKey(
            [key],
            `belongs to the companion service; ${remedy}, or set 'target: companion'`,
          );
        });

const portalNeedsCompanion: Rule['check'] = (file, { target, managedBy }) =>
  managedBy === 'portal' && target !== 'companion'
    ? [file.complain(['managedBy'], "must be 'files', because an external endpoint is not managed in this portal")]
    : [];

const leftToPortal: Rule['check'] = (file, { managedBy }) =>
  managedBy === 'portal'
    ? NOT_IN_PORTAL.filter((path) => valueAt(file.data, path) !== undefined).map((path) =>
        file.complainAboutKey(
          path,
          "is decided by the account's admin in the portal; remove it, or set 'managedBy: files'",
        ),
      )
    : [];

const deletionIsAllowed: Rule['check'] = (file, { state, deletionProtection }) =>
  state === 'absent' && deletionProtection
    ? [
        file.complain(
          ['state'],
          "is 'absent', but the tenant is protected from deletion; to delete its application, and with it everybody's " +
            "access, set 'deletionProtection: false' too",
        ),
      ]
    : [];

const takenOverAssignments: Rule['check'] = (file, { assignments, import: takeover }) => {
  const known = new Set(assignments.map((entry) => principalKey(principalOf(entry))));
  return (takeover?.assignments ?? []).flatMap((entry, index) => {
    const principal = principalOf(entry);
    const key = principalKey(principal);
    if (known.has(key)) return [];
    const renamed = assignments.find((one) => formerKey(one) === key);
    const message = renamed
      ? `is named '${principalOf(renamed).reference}' under assignments now; use that name here too`
      : `${principal.kind} ${principal.reference} has no role under assignments; add it there with the role that it has in Entra`;
    return [file.complain(['import', 'assignments', index], message)];
  });
};

const onePrincipalOneRole: Rule['check'] = (file, { assignments }) => {
  const principals = assignments.map(principalOf);
  const identities = principals.map(principalIdentity);
  return principals.flatMap(({ kind, reference }, index) => {
    const first = identities.indexOf(identities[index] ?? '');
    if (first === index) return [];
    const earlier = assignments[first]?.role;
    const other = principals[first]?.kind === kind ? '' : `, as a ${principals[first]?.kind}`;
    return [
      file.complain(
        ['assignments', index],
        `${kind} ${reference} already has the role '${earlier}'${other}; keep one of the two`,
      ),
    ];
  });
};

const rolesNeedAssignedScope: Rule['check'] = (file, { provisioning, assignments }) =>
  provisioning.scope === 'all' && assignments.length > 0
    ? [
        file.complain(
          ['provisioning', 'scope'],
          "must be 'assigned' when there are assignments, because Entra sends no roles for users in scope 'all'",
        ),
      ]
    : [];

const soundProvisioning: Rule['check'] = (file, { provisioning, target }) =>
  provisioningComplaints(file, provisioning, target === 'companion');

const vaultIsOurs: Rule['check'] = (file, { provisioning, target }) =>
  provisioning.credentials === 'vault' && target !== 'companion'
    ? [
        file.complain(
          ['provisioning', 'credentials'],
          "must be 'terraform' here: Key Vault contains only the companion service's tokens, and this tenant's comes from a variable",
        ),
      ]
    : [];

const retiredBelowGeneration: Rule['check'] = (file, { token }) =>
  token && token.retired >= token.generation
    ? [
        file.complain(
          ['token', 'retired'],
          `must be below the generation ${token.generation}, otherwise Entra has no valid token; got ${token.retired}`,
        ),
      ]
    : [];

const RULES: readonly Rule[] = [
  { reads: ['plan', 'target', 'managedBy'], check: planIncludesScim },
  { reads: ['plan', 'token', 'service', 'readers', 'streams', 'target'], check: companionOptionsOnly },
  { reads: ['managedBy', 'target'], check: portalNeedsCompanion },
  { reads: ['managedBy'], check: leftToPortal },
  { reads: ['roles.custom'], check: distinctRoles },
  { reads: [...ROLES, 'assignments', 'service.defaultRole'], check: disabledRoles },
  { reads: [...ROLES, 'assignments', 'service.defaultRole'], check: declaredRoles },
  { reads: ['assignments'], check: onePrincipalOneRole },
  { reads: ['assignments'], check: (file, { assignments }) => formerNameComplaints(file, assignments) },
  { reads: ['provisioning.scope', 'assignments'], check: rolesNeedAssignedScope },
  { reads: ['provisioning', 'target'], check: soundProvisioning },
  { reads: ['provisioning.credentials', 'target'], check: vaultIsOurs },
  { reads: ['token'], check: retiredBelowGeneration },
  { reads: ['readers'], check: (file, { readers }) => readerComplaints(file, readers ?? []) },
  {
    reads: ['streams', 'readers'],
    check: (file, { streams, readers }) => streamComplaints(file, streams ?? [], readers ?? []),
  },
  { reads: ['application.logo'], check: (file, { application }, root) => logoComplaints(file, application, root) },
  { reads: ['state', 'deletionProtection'], check: deletionIsAllowed },
  { reads: [...ROLES, 'import.roles'], check: takenOverRoles },
  { reads: ['roles.custom', 'import.roles'], check: givenValues },
  { reads: ['assignments', 'import.assignments'], check: takenOverAssignments },
];

/**
 * Complaints about values that are valid individually but not in combination.
 *
 * @param sound paths of the values that are valid on their own. A rule is skipped if it reads any other value.
 * @param root folder that must contain every file that the tenant's file refers to.
 */
export function tenantComplaints(file: YamlFile, tenant: TenantFile, sound: Sound, root: string): Complaint[] {
  return RULES.filter(({ reads }) => reads.every((key) => sound.has(key))).flatMap(({ check }) =>
    check(file, tenant, root),
  );
}
