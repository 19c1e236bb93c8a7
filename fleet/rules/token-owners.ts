import type { LockedTenant } from '../fleet-lock';
import type { YamlFile } from '../yaml/yaml-file';

/** Slugs of tenants that have a token in the vault, and of tenants that are about to lose their token. */
export interface TokenOwners {
  readonly staying: readonly string[];

  /** Tenants whose files plan their removal. */
  readonly leaving: readonly string[];

  /** Tenants of external endpoints, whose tokens are in no vault. */
  readonly external: readonly string[];
}

/**
 * Companion tenants whose files are valid, invalid or gone.
 *
 * @param gone the tenants that are served although their file is gone, by slug.
 */
export function tokenOwners(
  files: readonly YamlFile[],
  gone: readonly (readonly [slug: string, LockedTenant])[],
): TokenOwners {
  const tenants = files.flatMap(({ data }) => {
    const { slug, state, target = 'companion' } = (data ?? {}) as Readonly<Record<string, unknown>>;
    return typeof slug === 'string' ? [{ slug, companion: target === 'companion', absent: state === 'absent' }] : [];
  });
  const companions = tenants.filter(({ companion }) => companion);
  return {
    staying: [
      ...companions.filter(({ absent }) => !absent).map(({ slug }) => slug),
      ...gone.filter(([, { companion }]) => companion !== undefined).map(([slug]) => slug),
    ],
    external: tenants.filter(({ companion }) => !companion).map(({ slug }) => slug),
    leaving: companions.filter(({ absent }) => absent).map(({ slug }) => slug),
  };
}
