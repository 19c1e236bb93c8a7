import { isResourceRole, isTemplateRole, roleValue } from '../../account/account-role';
import { TEMPLATE_ROLES } from '../../entra/app-role';
import { areNamedAlike, customValue, roleNamed, rolesOf } from '../model/roles';
import { nearest } from '../yaml/schema-complaints';
import { type Path, placeOf } from '../yaml/yaml-file';

import type { Rule } from './tenant-rule';

/** Keys that determine which roles the tenant has. */
export const ROLES = ['roles.standard', 'roles.custom', 'roles.disabled'] as const;

export const distinctRoles: Rule['check'] = (file, { roles: { custom } }) =>
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

export const givenValues: Rule['check'] = (file, { roles: { custom }, import: takeover }) =>
  custom.flatMap((role, index) => {
    const { value, displayName } = role;
    if (value === undefined) return [];
    if (Object.keys(takeover?.roles ?? {}).some((name) => roleNamed([role], name))) return [];
    const message =
      `is for a role that exists in Entra and is taken over; give its id under import.roles ('${value}': …), or ` +
      `remove the value: a new role gets '${roleValue(displayName)}'`;
    return [file.complain(['roles', 'custom', index, 'value'], message)];
  });

export const declaredRoles: Rule['check'] = (file, tenant) => {
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

export const disabledRoles: Rule['check'] = (file, { roles, assignments, service }) => {
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

export const takenOverRoles: Rule['check'] = (file, { roles, import: takeover }) => {
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
