import type { EntraUser } from './entra-object';

export function everyNth<Item>(items: readonly Item[], n: number, offset: number): Item[] {
  return items.filter((_, index) => index % n === offset);
}

export function withAttributes(
  change: (attributes: EntraUser['attributes']) => Record<string, string>,
): (user: EntraUser) => EntraUser {
  return (user) => ({ ...user, attributes: { ...user.attributes, ...change(user.attributes) } });
}

/**
 * Returns a function that replaces a user's role with the next role in the list of all roles of `users`. A user without
 * a role stays without a role.
 */
export function rotateRole(users: readonly EntraUser[]): (user: EntraUser) => EntraUser {
  const roles = [...new Set(users.flatMap(({ role }) => role ?? []))];
  return (user) =>
    user.role === undefined ? user : { ...user, role: roles[(roles.indexOf(user.role) + 1) % roles.length] };
}
