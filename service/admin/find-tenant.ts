import type { Tenant } from '../directory/tenant';
import type { TenantRegistry } from '../directory/tenant-registry';

import { Problem } from './problem';

/** @throws {Problem} 404 when there is no such tenant. */
export function findTenant(registry: TenantRegistry, slug: string): Tenant {
  const tenant = registry.findTenant(slug);
  if (!tenant)
    throw new Problem(404, `there is no tenant '${slug.slice(0, 100)}'; look for it in the list of all tenants`);
  return tenant;
}

/**
 * Returns a function that checks that a tenant exists, and returns the tenant's slug. The function throws like
 * {@link findTenant}.
 */
export function slugIn(registry: TenantRegistry): (asked: string) => string {
  return (asked) => findTenant(registry, asked).slug;
}
