import { type AppRole, appRoleId } from '../entra/app-role';

import type { TenantRole } from './model/roles';
import type { TenantConfig } from './model/tenant';

/**
 * The app role for an account role. Its display name equals the role's value, because Entra sends the display name but
 * the service stores the value. If the two differed, Entra would send the role again in each cycle.
 */
export function tenantRole({ slug, takeover }: Pick<TenantConfig, 'slug' | 'takeover'>, role: TenantRole): AppRole {
  const { value, displayName, description, enabled } = role;
  return {
    id: takeover?.roleIds.get(value) ?? appRoleId(slug, value),
    value,
    displayName: value,
    description: `${displayName}: ${description}`,
    enabled,
  };
}
