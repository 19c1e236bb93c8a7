import type { RateConfig } from './model/rate';
import type { ServedTenant } from './model/tenant';
import { acceptedGenerations } from './model/token';

/** The tenants, as the service knows them. Contains digests of tokens, never a token. */
export interface TenantRegistry {
  readonly tenants: readonly RegisteredTenant[];
}

/** The registry without the digests: it shows which tokens a tenant has, so anybody may read it. */
export interface OpenRegistry {
  readonly tenants: readonly (Omit<RegisteredTenant, 'tokens'> & { readonly tokens: readonly string[] })[];
}

interface RegisteredTenant {
  readonly slug: string;
  readonly plan: string;
  readonly scimEnabled: boolean;
  readonly roles: readonly { readonly value: string; readonly displayName: string }[];
  readonly profile: string;
  readonly restore: string;
  readonly defaultRole?: string;
  readonly rate: { readonly perSecond: number; readonly burst: number };
  readonly tokens: readonly { readonly id: string; readonly sha256: string }[];
}

/**
 * The registry of all tenants that the companion service serves.
 *
 * @param rate of a tenant whose file does not set one.
 * @param sha256 digest of a tenant's token of one generation, in 64 hex digits, or a reference to it.
 */
export function tenantRegistry(
  tenants: readonly ServedTenant[],
  rate: RateConfig,
  sha256: (slug: string, generation: number) => string,
): TenantRegistry {
  return {
    tenants: tenants.flatMap(({ slug, roles, target }) =>
      target.kind === 'companion'
        ? {
            slug,
            plan: target.plan,
            scimEnabled: target.service.scimEnabled,
            roles: roles.map(({ value, displayName }) => ({ value, displayName })),
            profile: target.service.profile,
            restore: target.service.restore,
            ...(target.service.defaultRole === undefined ? {} : { defaultRole: target.service.defaultRole }),
            rate: target.service.rate ?? rate,
            tokens: acceptedGenerations(target.token).map((generation) => ({
              id: `gen-${generation}`,
              sha256: sha256(slug, generation),
            })),
          }
        : [],
    ),
  };
}

/** The registry of all tenants that the companion service serves, for the reviewer of a plan. */
export function openRegistry(tenants: readonly ServedTenant[], rate: RateConfig): OpenRegistry {
  const registry = tenantRegistry(tenants, rate, () => '');
  return {
    tenants: registry.tenants.map(({ tokens, ...tenant }) => ({ ...tenant, tokens: tokens.map(({ id }) => id) })),
  };
}
