import type { Tenant } from '../directory/tenant';
import type { Show } from '../events/shown';

import { renderGroup, renderUser } from './render';

/** Shows resources as SCIM does. @param baseUrl of the SCIM endpoint, where they are found. */
export function showAt(baseUrl: (tenant: Tenant) => string): Show {
  return {
    user: (user, tenant) => renderUser(user, tenant, baseUrl(tenant)),
    group: (group, tenant) => renderGroup(group, tenant, baseUrl(tenant)),
  };
}
