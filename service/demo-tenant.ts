import { randomBytes } from 'node:crypto';

import { STANDARD_ACCOUNT_ROLES } from '../account/account-role';

import { sha256, TenantRegistry } from './directory/tenant-registry';

/** Tenants for trying out the service. Their tokens are stored nowhere else. */
export interface DemoTenant {
  readonly registry: TenantRegistry;
  readonly token: string;

  /** A token that may only read. */
  readonly readToken: string;

  /** Slug of a second tenant, which is set up in the portal. */
  readonly trial: string;
}

/**
 * Creates the tenant `demo` with the roles of the example configuration, and the tenant `trial`, which is set up in the
 * portal. The tokens of `demo` are new at every start.
 */
export function createDemoTenant(): DemoTenant {
  const [token, readToken] = [newToken(), newToken()];
  const common = {
    plan: 'enterprise',
    roles: [
      ...STANDARD_ACCOUNT_ROLES.map(({ value, displayName }) => ({ value, displayName })),
      { value: 'data_steward', displayName: 'Data Steward' },
    ],
  };
  const demo = {
    ...common,
    slug: 'demo',
    scimEnabled: true,
    tokens: [{ id: 'demo', sha256: sha256(token) }],
    readers: [{ id: 'demo-reader', sha256: sha256(readToken) }],
  };
  const trial = { ...common, slug: 'trial', managedBy: 'portal', scimEnabled: false, tokens: [] };
  const registry = TenantRegistry.parse(JSON.stringify({ tenants: [demo, trial] }));
  return { registry, token, readToken, trial: trial.slug };
}

function newToken(): string {
  return randomBytes(32).toString('base64url');
}
