import type { TenantConfig } from '../../fleet/model/tenant';

import { INVENTED_DOMAIN } from './clean-up';
import type { EntraDirectory, EntraGroup, EntraUser } from './entra-object';

/** The number of users and groups to generate. */
export interface DirectorySize {
  readonly users: number;
  readonly groups: number;
}

const GIVEN_NAMES = ['Ann', 'Björn', 'Chloé', 'Dmitri', 'Elif', 'Fátima', 'Gaël', 'Hana', 'Ivo', 'Jürgen', 'Kü', 'Li'];
const SURNAMES = ["O'Neil", 'Łukasz', 'Müller', 'Ng', 'Østergård', 'van der Berg', 'Sánchez-Ruiz', '王', 'Smith "Jr."'];

/** Number of users who report to one manager. */
const REPORTS = 8;

/**
 * Generates a directory with all groups and users to which a tenant's file assigns roles, and with further groups and
 * users. The result is always the same, except for the generated names. They contain the name of the `run`, so they
 * never clash with existing names.
 *
 * Every user gets at most one role, because Entra does not define which of several roles it sends.
 */
export function generateDirectory(tenant: TenantConfig, { users, groups }: DirectorySize, run: string): EntraDirectory {
  const assigned = tenant.assignments.map(({ principal, role }) => ({ ...principal, role }));

  const roleGroups = assigned.filter(({ kind }) => kind === 'group');
  const plainGroups = Array.from({ length: Math.max(0, groups - roleGroups.length) }, (_, index) => ({
    reference: `Team ${index + 1}`,
    role: undefined,
  }));
  const allGroups = [...roleGroups, ...plainGroups];

  const mapped = attributesIn(tenant);
  const user = (index: number, objectId: string, role: string | undefined, alias?: string): EntraUser => ({
    objectId,
    manager: index === 0 ? undefined : objectIdOf(Math.floor((index - 1) / REPORTS)),
    attributes: { ...invented(mapped, index), ...attributesOf(run, index, objectId, alias) },
    enabled: true,
    role,
  });

  const named = assigned.filter(({ kind }) => kind === 'user');
  const memberships = allGroups.map((): string[] => []);
  const people = Array.from({ length: Math.max(users, named.length) }, (_, index): EntraUser => {
    const objectId = objectIdOf(index);
    const direct = named[index];
    if (direct) return user(index, objectId, direct.role, direct.reference.split('@', 1)[0]);

    const roleGroup = roleGroups[index % Math.max(1, roleGroups.length)];
    if (roleGroup) memberships[index % roleGroups.length]?.push(objectId);
    const team = plainGroups.length === 0 ? undefined : roleGroups.length + (index % plainGroups.length);
    if (team !== undefined) memberships[team]?.push(objectId);
    return user(index, objectId, roleGroup?.role);
  });

  return {
    users: people,
    groups: allGroups.map(({ reference }, index): EntraGroup => ({
      objectId: objectIdOf(1_000_000 + index),
      displayName: `${reference} (${run})`,
      members: memberships[index] ?? [],
    })),
  };
}

/** Names of all attributes that the user mappings of a tenant read. */
function attributesIn({ provisioning }: TenantConfig): string[] {
  const sources = provisioning.mappings.users.map(({ source }) => source).join();
  return [...new Set([...sources.matchAll(/\[([A-Za-z_][\w.]*)\]/g)].map(([, name = '']) => name))];
}

/** Generators for attribute values in formats that a service may require, by attribute. */
const FORMS: Readonly<Record<string, (number: number) => string>> = {
  country: () => 'DE',
  usageLocation: () => 'DE',
  preferredLanguage: () => 'de-DE',
  telephoneNumber: (number) => `+49 30 ${5_550_000 + number}`,
  mobile: (number) => `+49 170 ${5_550_000 + number}`,
  postalCode: (number) => String(10_000 + number),
};

function invented(names: readonly string[], index: number): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, FORMS[name]?.(index + 1) ?? `${name} ${index + 1}`]));
}

function attributesOf(run: string, index: number, objectId: string, alias?: string): Record<string, string> {
  const givenName = pick(GIVEN_NAMES, index);
  const surname = pick(SURNAMES, index);
  const userPrincipalName = `${run}.${alias ?? `user${index + 1}`}@${INVENTED_DOMAIN}`;
  return {
    objectId,
    userPrincipalName,
    mail: userPrincipalName,
    mailNickname: `${run}.${index + 1}`,
    givenName,
    surname,
    displayName: `${givenName} ${surname}`,
  };
}

function pick(list: readonly string[], index: number): string {
  return list[index % list.length] ?? '';
}

/** An object id in Entra's format, derived from a number. */
function objectIdOf(index: number): string {
  return `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
}
