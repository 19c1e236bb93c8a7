import { tenantUrlOf } from '../../entra/tenant-url';
import type { History } from '../directory/history';
import type { Overview } from '../directory/overview';
import type { PortalAccounts } from '../directory/portal-account';
import type { Tenant } from '../directory/tenant';
import type { TenantRegistry } from '../directory/tenant-registry';
import { SCIM_PATH } from '../http/scim-base';

import type { Account, AccountToken } from './account';
import { adminRemedyOf } from './admin-remedy';

interface Sources {
  readonly registry: Pick<TenantRegistry, 'tokensOf'>;
  readonly accounts: Pick<PortalAccounts, 'tokensOf'>;
  readonly history: Pick<History, 'changes' | 'refusals'>;
  readonly overview: Pick<Overview, 'of'>;
  readonly publicUrl: string;
  readonly now: () => Date;
}

/** Number of changes, and number of refused requests, to read. The latest ones are read. */
const LATEST = 20;

/** Returns a function that reads all data about an account that the page shows, with three short queries. */
export function readingAccounts({ registry, accounts, history, overview, publicUrl, now }: Sources) {
  return async (tenant: Tenant): Promise<Account> => {
    const { slug, managedBy } = tenant;
    const isInPortal = managedBy === 'portal';
    const [made, changes, refusals] = await Promise.all([
      isInPortal ? accounts.tokensOf(slug) : [],
      history.changes(slug, { count: LATEST }),
      history.refusals(slug, { count: LATEST }),
    ]);
    return {
      tenant,
      tenantUrl: tenantUrlOf(`${publicUrl}${SCIM_PATH}`),
      tokens: isInPortal ? made.filter(({ revokedAt }) => !revokedAt) : await fromFiles(tenant),
      tokensMade: made.length,
      changes: changes.items,
      refusals: refusals.items.map((each) => ({ ...each, remedy: adminRemedyOf(each) })),
      now: now(),
    };
  };

  async function fromFiles(tenant: Tenant): Promise<AccountToken[]> {
    const { calls } = await overview.of(tenant.slug);
    return registry
      .tokensOf(tenant)
      .filter(({ scope }) => scope === 'provision')
      .map(({ id, expiresAt }) => {
        const call = calls.find(({ tokenId }) => tokenId === id);
        return { id, expiresAt, createdAt: undefined, acceptedAt: call?.accepted, refusedAt: call?.refused };
      });
  }
}
