import { randomBytes } from 'node:crypto';

import { STANDARD_ACCOUNT_ROLES } from '../account/account-role';

import { sha256, TenantRegistry } from './directory/tenant-registry';

/** A tenant for trying out the service, and its tokens, which are stored nowhere else. */
export interface DemoTenant {
  readonly registry: TenantRegistry;
  readonly token: string;

  /** A token that may only read. */
  readonly readToken: string;
}

/** Creates the tenant `demo` with the roles of the example configuration. Its tokens are new at every start. */
export function createDemoTenant(): DemoTenant {
  const [token, readToken] = [newToken(), newToken()];
  const tenant = {
    slug: 'demo',
    plan: 'enterprise',
    scimEnabled: true,
    roles: [
      ...STANDARD_ACCOUNT_ROLES.map(({ value, displayName }) => ({ value, displayName })),
      { value: 'data_steward', displayName: 'Data Steward' },
    ],
    tokens: [{ id: 'demo', sha256: sha256(token) }],
    readers: [{ id: 'demo-reader', sha256: sha256(readToken) }],
  };
  return { registry: TenantRegistry.parse(JSON.stringify({ tenants: [tenant] })), token, readToken };
}

function newToken(): string {
  return randomBytes(32).toString('base64url');
}
