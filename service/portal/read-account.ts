import type { History } from '../directory/history';
import type { PortalAccounts } from '../directory/portal-account';
import { remedyOf } from '../directory/remedy';
import type { Tenant } from '../directory/tenant';
import type { TenantRegistry } from '../directory/tenant-registry';
import { SCIM_PATH } from '../http/scim-base';

import type { Account, AccountToken } from './account';

interface Sources {
  readonly registry: Pick<TenantRegistry, 'tokensOf'>;
  readonly accounts: Pick<PortalAccounts, 'tokensOf'>;
  readonly history: Pick<History, 'changes' | 'refusals'>;

  /** When a token from a file was last accepted. */
  readonly lastUse: (tenant: string, tokenId: string) => Date | undefined;
  readonly publicUrl: string;
  readonly now: () => Date;
}

/** How many of the latest changes and refusals are read. */
const LATEST = 10;

/** Reads all that the page shows of an account: three short queries. */
export function readingAccounts({ registry, accounts, history, lastUse, publicUrl, now }: Sources) {
  return async (tenant: Tenant): Promise<Account> => {
    const { slug, managedBy } = tenant;
    const [made, changes, refusals] = await Promise.all([
      managedBy === 'portal' ? accounts.tokensOf(slug) : [],
      history.changes(slug, { count: LATEST }),
      history.refusals(slug, { count: LATEST }),
    ]);
    return {
      tenant,
      // The query makes Entra send PATCH requests that comply with the RFC.
      tenantUrl: `${publicUrl}${SCIM_PATH}?aadOptscim062020`,
      tokens: managedBy === 'portal' ? made.filter(({ revokedAt }) => !revokedAt) : fromFiles(tenant),
      tokensMade: made.length,
      changes: changes.items,
      refusals: refusals.items.map((each) => ({ ...each, remedy: remedyOf(each) })),
      now: now(),
    };
  };

  function fromFiles(tenant: Tenant): AccountToken[] {
    return registry
      .tokensOf(tenant)
      .filter(({ scope }) => scope === 'provision')
      .map(({ id, expiresAt }) => ({
        id,
        expiresAt,
        createdAt: undefined,
        acceptedAt: lastUse(tenant.slug, id),
        refusedAt: undefined,
      }));
  }
}
