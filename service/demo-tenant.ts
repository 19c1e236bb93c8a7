import { randomBytes } from 'node:crypto';

import { STANDARD_ACCOUNT_ROLES } from '../account/account-role';

import { DEMO_TOKENS } from './directory/demo-token';
import { sha256, TenantRegistry } from './directory/tenant-registry';
import { Secrets } from './streams/secrets';

/** Tenants for trying out the service. This object is the only place where their tokens are stored. */
export interface DemoTenant {
  readonly registry: TenantRegistry;
  readonly secrets: Secrets;
  readonly token: string;

  /** A token that may read the tenant `demo` and poll its stream `product`, but may not provision. */
  readonly readToken: string;

  /** Slug of a second tenant, which is set up in the portal. */
  readonly trial: string;
}

/**
 * Creates two tenants. `demo` has the roles of the example configuration and a polled stream. `trial` waits for
 * somebody to set it up in the portal. The tokens of `demo` are new at every start.
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
    tokens: [{ id: DEMO_TOKENS.provisioning, sha256: sha256(token) }],
    readers: [{ id: DEMO_TOKENS.reader, sha256: sha256(readToken) }],
    streams: [
      {
        name: 'product',
        delivery: 'poll',
        audience: 'https://product.example',
        reader: 'demo-reader',
        types: ['user.deactivated', 'user.deleted'],
      },
    ],
  };
  const trial = { ...common, slug: 'trial', managedBy: 'portal', scimEnabled: false, tokens: [] };
  const registry = TenantRegistry.parse(JSON.stringify({ tenants: [demo, trial], signing: ['demo-signing'] }));
  return { registry, secrets: new DemoSecrets(), token, readToken, trial: trial.slug };
}

/** The secret that signs the events of the demo tenant. It is not stored in any file, and it is new at every start. */
class DemoSecrets extends Secrets {
  readonly #secret = newToken();

  constructor() {
    super(undefined);
  }

  override read(): Promise<string> {
    return Promise.resolve(this.#secret);
  }
}

function newToken(): string {
  return randomBytes(32).toString('base64url');
}
