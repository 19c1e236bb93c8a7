import { PLATFORM_STACK } from '../../../fleet/stack-name';
import type { Tenant } from '../tenant';

/** Maximum number of jobs that a matrix of GitHub may make. */
export const MATRIX_MAX = 256;

/**
 * Slugs of tenants that are not deployed themselves, but whose connection a deployment of the platform could have
 * broken: as many as one matrix may have, and those for which there is no room. If the platform is not deployed, none
 * are tested.
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
