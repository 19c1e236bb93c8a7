import type { AccountRole } from '../account/account-role';
import { type AppRole, appRoleId } from '../constructs/entra/app-role';

/**
 * The app role behind an account role. Its display name is the role's value, because that is what Entra sends: a service
 * keeps the value, and Entra would send any other name again at each cycle.
 */
export function tenantRole(slug: string, { value, displayName, description }: AccountRole): AppRole {
  return { id: appRoleId(slug, value), value, displayName: value, description: `${displayName}: ${description}` };
}
