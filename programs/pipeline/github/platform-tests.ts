import { PLATFORM_STACK } from '../../../fleet/stack-name';
import type { Tenant } from '../tenant';

/** Maximum number of jobs that GitHub allows in a matrix. */
export const MATRIX_MAX = 256;

/**
 * Slugs of tenants whose connection may break when the platform is deployed, although the tenants themselves are not
 * deployed. `tested` contains as many tenants as one matrix allows, and `left` contains the other tenants. Both lists
 * are empty if the platform is not deployed.
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
