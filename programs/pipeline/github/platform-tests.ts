import { PLATFORM_STACK } from '../../../fleet/stack-name';
import type { Tenant } from '../tenant';

/** Maximum number of jobs that a matrix of GitHub may make. */
export const MATRIX_MAX = 256;

/**
 * Tenants, by slug, whose connection a deployment of the platform could have broken beside those that it deploys: as many
 * as one matrix may have, and those that it has no room for. Without the platform nobody is tested.
 */
export function platformTests(
  stacks: readonly string[],
  tenants: readonly Tenant[],
): { readonly tested: readonly string[]; readonly left: readonly string[] } {
  const deployed = new Set(stacks);
  const served = tenants.filter(
    ({ state, target, stack }) => state === 'present' && target === 'companion' && !deployed.has(stack),
  );
  const slugs = deployed.has(PLATFORM_STACK) ? served.map(({ slug }) => slug) : [];
  return { tested: slugs.slice(0, MATRIX_MAX), left: slugs.slice(MATRIX_MAX) };
}
