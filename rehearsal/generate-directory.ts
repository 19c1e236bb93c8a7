import type { TenantConfig } from '../stacks/config/tenant';

import type { EntraDirectory, EntraGroup, EntraUser } from './entra-object';

/** How much to generate. */
export interface DirectorySize {
  readonly users: number;
  readonly groups: number;
}

const GIVEN_NAMES = ['Ann', 'Björn', 'Chloé', 'Dmitri', 'Elif', 'Fátima', 'Gaël', 'Hana', 'Ivo', 'Jürgen', 'Kü', 'Li'];
const SURNAMES = ["O'Neil", 'Łukasz', 'Müller', 'Ng', 'Østergård', 'van der Berg', 'Sánchez-Ruiz', '王', 'Smith "Jr."'];

/**
 * A directory that holds what a tenant's file assigns: its groups and users by their names, filled up with generated
 * ones. The same every time, but for `run`, which marks all names so that they meet nothing that is there already.
 *
 * Every user gets one role at most, since Entra leaves open which of several it sends.
 */
export function generateDirectory(tenant: TenantConfig, { users, groups }: DirectorySize, run: string): EntraDirectory {
  const assigned = tenant.assignments.map(({ principal, role }) => ({ ...principal, role }));

  const roleGroups = assigned.filter(({ kind }) => kind === 'group');
  const plainGroups = Array.from({ length: Math.max(0, groups - roleGroups.length) }, (_, index) => ({
    reference: `Team ${index + 1}`,
    role: undefined,
  }));
  const allGroups = [...roleGroups, ...plainGroups];

  const named = assigned.filter(({ kind }) => kind === 'user');
  const memberships = allGroups.map((): string[] => []);
  const people = Array.from({ length: Math.max(users, named.length) }, (_, index): EntraUser => {
    const objectId = objectIdOf(index);
    const direct = named[index];
    if (direct) return userOf(run, index, objectId, direct.role, direct.reference.split('@', 1)[0]);

    const roleGroup = roleGroups[index % Math.max(1, roleGroups.length)];
    if (roleGroup) memberships[index % roleGroups.length]?.push(objectId);
    const team = plainGroups.length === 0 ? undefined : roleGroups.length + (index % plainGroups.length);
    if (team !== undefined) memberships[team]?.push(objectId);
    return userOf(run, index, objectId, roleGroup?.role);
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

function userOf(run: string, index: number, objectId: string, role: string | undefined, alias?: string): EntraUser {
  const givenName = pick(GIVEN_NAMES, index);
  const surname = pick(SURNAMES, index);
  const userPrincipalName = `${run}.${alias ?? `user${index + 1}`}@rehearsal.example`;
  return {
    objectId,
    attributes: {
      objectId,
      userPrincipalName,
      mail: userPrincipalName,
      mailNickname: `${run}.${index + 1}`,
      givenName,
      surname,
      displayName: `${givenName} ${surname}`,
    },
    enabled: true,
    role,
  };
}

function pick(list: readonly string[], index: number): string {
  return list[index % list.length] ?? '';
}

/** An object id that looks like Entra's and follows from a number. */
function objectIdOf(index: number): string {
  return `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
}
