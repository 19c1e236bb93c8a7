import { PLATFORM } from '../stack';
import type { Tenant } from '../tenant';

/** Most jobs that a matrix of GitHub may make. */
export const MATRIX_MAX = 256;

/**
 * Slugs of tenants that are not deployed themselves, but whose connection a deployment of the platform could have
 * broken.
 */
export interface PlatformTests {
  /** As many as one matrix may have. */
  readonly tested: readonly string[];

  /** Those for which it has no room. */
  readonly left: readonly string[];
}

/** Only the platform affects tenants that are not deployed themselves, so without it none is tested. */
export function platformTests(stacks: readonly string[], tenants: readonly Tenant[]): PlatformTests {
  const deployed = new Set(stacks);
  const served = tenants.filter(
    ({ state, target, stack }) => state === 'present' && target === 'companion' && !deployed.has(stack),
  );
  const slugs = deployed.has(PLATFORM) ? served.map(({ slug }) => slug) : [];
  return { tested: slugs.slice(0, MATRIX_MAX), left: slugs.slice(MATRIX_MAX) };
}
