import type { LockedTenant } from '../fleet-lock';
import type { YamlFile } from '../yaml/yaml-file';

/** Slugs of tenants, grouped by what happens to their token in the vault. */
export interface TokenOwners {
  readonly staying: readonly string[];

  /** Tenants whose token will be deleted, because their files say `state: absent`. */
  readonly leaving: readonly string[];

  /**
   * Tenants with an external endpoint, and tenants whose admins use the service's portal. Their tokens are not in the
   * vault.
   */
  readonly elsewhere: readonly string[];
}

/**
 * Determines which tenants have a token in the vault, even if their files are invalid or gone.
 *
 * @param gone the tenants that the service still serves although their file is gone, by slug.
 */
export function tokenOwners(
  files: readonly YamlFile[],
  gone: readonly (readonly [slug: string, LockedTenant])[],
): TokenOwners {
  const tenants = files.flatMap(({ data }) => {
    const { slug, state, managedBy, target = 'companion' } = (data ?? {}) as Readonly<Record<string, unknown>>;
    return typeof slug === 'string'
      ? [{ slug, inVault: target === 'companion' && managedBy !== 'portal', absent: state === 'absent' }]
      : [];
  });
  const companions = tenants.filter(({ inVault }) => inVault);
  return {
    staying: [
      ...companions.filter(({ absent }) => !absent).map(({ slug }) => slug),
      ...gone
        .filter(([, { companion }]) => companion !== undefined && companion.managedBy === undefined)
        .map(([slug]) => slug),
    ],
    elsewhere: tenants.filter(({ inVault }) => !inVault).map(({ slug }) => slug),
    leaving: companions.filter(({ absent }) => absent).map(({ slug }) => slug),
  };
}
