import { randomBytes } from 'node:crypto';

import { STANDARD_ACCOUNT_ROLES } from '../account/account-role';

import { sha256, TenantRegistry } from './directory/tenant-registry';

/** A tenant to try the service with, and the only copy of its token. */
export interface DemoTenant {
  readonly registry: TenantRegistry;
  readonly token: string;
}

/** Makes the tenant `demo` with the roles of the example configuration and a token that is new at every start. */
export function createDemoTenant(): DemoTenant {
  const token = randomBytes(32).toString('base64url');
  const tenant = {
    slug: 'demo',
    plan: 'enterprise',
    scimEnabled: true,
    roles: [
      ...STANDARD_ACCOUNT_ROLES.map(({ value, displayName }) => ({ value, displayName })),
      { value: 'data_steward', displayName: 'Data Steward' },
    ],
    tokens: [{ id: 'demo', sha256: sha256(token) }],
  };
  return { registry: TenantRegistry.parse(JSON.stringify({ tenants: [tenant] })), token };
}
