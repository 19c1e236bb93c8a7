import type { Entitlement } from './history';

/** A user's access, with the role that is in effect if none is assigned. */
export type InEffect<User extends Pick<Entitlement, 'active' | 'role'>> = User & {
  /** The default role of the tenant, for an active user without an assigned role. Otherwise null. */
  readonly defaultRole: string | null;
};

/**
 * Adds the tenant's default role to the access of an active user without an assigned role. History does not keep
 * earlier default roles, so for a past time, too, this is the default role of today.
 *
 * @param defaultRole undefined for a tenant without a default role.
 */
export function withDefaultRole<User extends Pick<Entitlement, 'active' | 'role'>>(
  user: User,
  defaultRole: string | undefined,
): InEffect<User> {
  return { ...user, defaultRole: user.active && user.role === null ? (defaultRole ?? null) : null };
}
