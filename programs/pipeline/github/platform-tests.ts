import { PLATFORM_STACK } from '../../../fleet/stack-name';
import type { Tenant } from '../tenant';

/** Maximum number of jobs that GitHub allows in a matrix. */
export const MATRIX_MAX = 256;

/**
 * Slugs of tenants that are not deployed themselves, but whose connection may break when the platform is deployed.
 * `tested` are as many of them as fit into one matrix, `left` are the others. If the platform is not deployed, no
 * tenants are tested.
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
