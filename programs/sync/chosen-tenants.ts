import type { TenantConfig } from '../../fleet/model/tenant';

/** The tenants with these slugs, in the order of the files. All of them when none is named. */
export function chosenTenants(tenants: readonly TenantConfig[], slugs: readonly string[]): readonly TenantConfig[] {
  const unknown = slugs.find((slug) => !tenants.some((tenant) => tenant.slug === slug));
  if (unknown !== undefined) {
    throw new Error(`there is no tenant '${unknown}'; known are ${tenants.map(({ slug }) => slug).join(', ')}`);
  }
  return slugs.length === 0 ? tenants : tenants.filter(({ slug }) => slugs.includes(slug));
}
