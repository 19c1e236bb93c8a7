import type { Tenant } from '../directory/tenant';
import type { Show } from '../events/shown';

import { renderGroup, renderUser } from './render';

/** Renders resources in the format of the SCIM API. @param baseUrl URL of the tenant's SCIM endpoint. */
export function showAt(baseUrl: (tenant: Tenant) => string): Show {
  return {
    user: (user, tenant) => renderUser(user, tenant, baseUrl(tenant)),
    group: (group, tenant) => renderGroup(group, tenant, baseUrl(tenant)),
  };
}
