import type { PlatformConfig } from '../model/platform';
import type { TenantConfig } from '../model/tenant';

/** Names that a notice lists before it counts the rest. */
const NAMED = 3;

/**
 * What follows whoever runs Terraform, where several may do so, since they share a state: each plans to take from the
 * other what that one gave itself, and a plan of one is never what another applies.
 */
export function identityNotices({ state, vault }: PlatformConfig, tenants: readonly TenantConfig[]): string[] {
  if (state === 'local') return [];
  const open = tenants.filter(({ application }) => application.deployers.length === 0).map(({ slug }) => slug);
  const names = open.slice(0, NAMED).join(', ') + (open.length > NAMED ? ` and ${open.length - NAMED} more` : '');
  return [
    ...(vault.writers.length === 0
      ? ["'vault.writers' is empty, so whoever plans the platform takes the right to write tokens; name who deploys it"]
      : []),
    ...(open.length === 0
      ? []
      : [
          `no 'application.deployers' for ${names}, so whoever plans takes the applications over; name who deploys them`,
        ]),
  ];
}
