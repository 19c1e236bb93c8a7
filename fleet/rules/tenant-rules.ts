import { isResourceRole, isTemplateRole, roleValue } from '../../account/account-role';
import { includesScim, PLANS_WITH_SCIM } from '../../account/plan';
import { TEMPLATE_ROLES } from '../../entra/app-role';
import { principalIdentity, principalKey } from '../../entra/principal';
import { logoComplaints } from '../model/application';
import { principalOf } from '../model/assignments';
import { provisioningComplaints } from '../model/provisioning';
import { areNamedAlike, customValue, roleNamed, rolesOf } from '../model/roles';
import type { TenantFile } from '../model/tenant';
import { NOT_IN_PORTAL, valueAt } from '../yaml/applicable-defaults';
import type { Complaint } from '../yaml/complaint';
import type { Sound } from '../yaml/read-as';
import { nearest } from '../yaml/schema-complaints';
import { type Path, placeOf, type YamlFile } from '../yaml/yaml-file';

import { formerKey, formerNameComplaints } from './former-names';
import { readerComplaints } from './reader-rules';
import { streamComplaints } from './stream-rules';

/**
 * A rule that involves several values of a tenant's file. It runs only if each value that it reads is valid on its own.
 */
interface Rule {
  readonly reads: readonly (keyof TenantFile | `${keyof TenantFile}.${string}`)[];
  readonly check: (file: YamlFile, tenant: TenantFile, root: string) => Complaint[];
}

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

const distinctRoles: Rule['check'] = (file, { roles: { custom } }) =>
  custom.flatMap((role, index) => {
    const first = custom.find((other) => areNamedAlike(role, other));
    if (!first || first === role) return [];
    const value = customValue(role);
    const place = placeOf(file, ['roles', 'custom', custom.indexOf(first)]);
    const message =
      value === customValue(first)
        ? `repeats the value '${value}' of ${place}; keep one of the two`
        : `could also mean the role at ${place}, since files may use values or names in any spelling; rename one of the two`;
    return [file.complain(['roles', 'custom', index, 'displayName'], message)];
  });

const givenValues: Rule['check'] = (file, { roles: { custom }, import: takeover }) =>
  custom.flatMap((role, index) => {
    const { value, displayName } = role;
    if (value === undefined) return [];
    if (Object.keys(takeover?.roles ?? {}).some((name) => roleNamed([role], name))) return [];
    const message =
      `is for a role that exists in Entra and is taken over; give its id under import.roles ('${value}': …), or ` +
      `remove the value: a new role gets '${roleValue(displayName)}'`;
    return [file.complain(['roles', 'custom', index, 'value'], message)];
  });

const disabledRoles: Rule['check'] = (file, { roles, assignments, service }) => {
  const known = rolesOf(roles);
  const unknown = roles.disabled.flatMap((role, index) => {
    if (roleNamed(known, role)) return [];
    const near = nearest(
      roleValue(role),
      known.map(({ value }) => value),
    );
    const remedy = near ? `did you mean '${near}'?` : 'a removed role needs no entry here; remove it';
    return [file.complain(['roles', 'disabled', index], `'${role}' is not a role of this tenant; ${remedy}`)];
  });
  const refuse = (path: Path, role: string, reason: string) =>
    roleNamed(known, role)?.enabled === false
      ? [file.complain(path, `'${role}' is disabled, and ${reason}, or remove it from roles.disabled`)]
      : [];
  return [
    ...unknown,
    ...assignments.flatMap(({ role }, index) =>
      refuse(['assignments', index, 'role'], role, 'Entra does not assign disabled roles; assign another'),
    ),
    ...(service?.defaultRole === undefined
      ? []
      : refuse(
          ['service', 'defaultRole'],
          service.defaultRole,
          'the service would give it to users whom Entra sends without a role; name another',
        )),
  ];
};

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

const takenOverRoles: Rule['check'] = (file, { roles, import: takeover }) => {
  const known = rolesOf(roles);
  const owners = new Map<string, string>(TEMPLATE_ROLES.map(({ id }) => [id, "one of Entra's own roles"]));
  return Object.entries(takeover?.roles ?? {}).flatMap(([role, id]) => {
    const path = ['import', 'roles', role];
    const owner = owners.get(id);
    owners.set(id, owner ?? `'${role}'`);
    if (owner !== undefined) return [file.complain(path, `is the id of ${owner}; each role has its own id`)];
    if (roleNamed(known, role)) return [];
    return [
      file.complainAboutKey(path, `is not a role of this tenant; declare it, otherwise it is removed from Entra`),
    ];
  });
};

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

const declaredRoles: Rule['check'] = (file, tenant) => {
  const roles = rolesOf(tenant.roles);
  const known = roles.map(({ value }) => value);
  const named = tenant.assignments.map(({ role }, index) => ({ role, path: ['assignments', index, 'role'] }));
  const { defaultRole } = tenant.service ?? {};
  if (defaultRole !== undefined) named.push({ role: defaultRole, path: ['service', 'defaultRole'] });
  return named.flatMap(({ role, path }) => {
    if (roleNamed(roles, role)) return [];
    if (isResourceRole(role)) {
      const reason = 'roles of a single destination or connection cannot be provisioned over SCIM';
      return [file.complain(path, `must be an account-level role, because ${reason}; got '${role}'`)];
    }
    if (isTemplateRole(role)) {
      const reason = "belongs to Entra's application template and carries no account role";
      return [file.complain(path, `'${role}' ${reason}; assign one of ${known.join(', ')}`)];
    }
    const near = nearest(roleValue(role), known);
    const remedy = near ? `did you mean '${near}'?` : `declare it under roles.custom, or use ${known.join(', ')}`;
    return [file.complain(path, `'${role}' is not a role of this tenant; ${remedy}`)];
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

/** Keys that determine which roles the tenant has. */
const ROLES = ['roles.standard', 'roles.custom', 'roles.disabled'] as const;

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
