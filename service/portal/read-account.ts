import { tenantUrlOf } from '../../entra/tenant-url';
import { entraCalls } from '../directory/entra-calls';
import type { History, HistoryEntry, RefusedRequest } from '../directory/history';
import type { KnownToken, Overview } from '../directory/overview';
import type { PortalAccounts } from '../directory/portal-account';
import { adminRemedyOf } from '../directory/remedy';
import type { Tenant } from '../directory/tenant';
import type { TenantRegistry } from '../directory/tenant-registry';
import { SCIM_PATH } from '../http/scim-base';

import type { Account } from './account';

interface Sources {
  readonly registry: Pick<TenantRegistry, 'tokensOf'>;
  readonly accounts: Pick<PortalAccounts, 'tokensOf'>;
  readonly history: Pick<History, 'changes' | 'refusals'>;
  readonly overview: Pick<Overview, 'callsOf'>;
  readonly publicUrl: string;
  readonly now: () => Date;
}

/** How many of the latest changes to read, and how many of the latest refused requests. */
const LATEST = 20;

/** Returns a function that uses four short queries to read all the data that the page shows about an account. */
export function readingAccounts({ registry, accounts, history, overview, publicUrl, now }: Sources) {
  return async (tenant: Tenant): Promise<Account> => {
    const { slug, managedBy } = tenant;
    const [made, stored, { items: entries }, { items: refused }] = await Promise.all([
      managedBy === 'portal' ? accounts.tokensOf(slug) : [],
      overview.callsOf(slug),
      history.changes(slug, { count: LATEST }),
      history.refusals(slug, { count: LATEST }),
    ]);
    const own = managedBy === 'portal' ? made.filter(({ revokedAt }) => !revokedAt) : fromFiles(tenant);
    const readers = new Set(stored.flatMap(({ tokenId, scope }) => (scope === 'read' ? tokenId : [])));
    const changes = entries.filter(({ type }) => type === 'User' || type === 'Group');
    const refusals = refused.filter(({ tokenId }) => tokenId !== null && !readers.has(tokenId));
    const calls = stored.map((call) => withHistory(call, changes, refusals));
    return {
      tenant,
      tenantUrl: tenantUrlOf(`${publicUrl}${SCIM_PATH}`),
      tokens: own.map(({ id, createdAt, expiresAt }) => ({
        id,
        createdAt,
        expiresAt,
        acceptedAt: calls.find(({ tokenId }) => tokenId === id)?.accepted,
      })),
      tokensMade: made.length,
      calls: entraCalls(calls),
      changes,
      refusals: refusals.map((each) => ({ ...each, remedy: adminRemedyOf(each) })),
      now: now(),
    };
  };

  function fromFiles(tenant: Tenant) {
    const tokens = registry.tokensOf(tenant).filter(({ scope }) => scope === 'provision');
    return tokens.map(({ id, expiresAt }) => ({ id, expiresAt, createdAt: undefined }));
  }
}

/**
 * Merges the times of a token's last calls from two sources. The overview covers all requests, but is a few seconds
 * behind. History shows changes immediately, and refusals within about a second.
 */
function withHistory(
  call: KnownToken,
  changes: readonly HistoryEntry[],
  refusals: readonly RefusedRequest[],
): KnownToken {
  const isOwn = ({ tokenId }: { readonly tokenId: string | null }) => tokenId === call.tokenId;
  return {
    ...call,
    accepted: later(call.accepted, changes.find(isOwn)?.at),
    refused: later(call.refused, refusals.find(isOwn)?.at),
  };
}

function later(one: Date | undefined, other: Date | undefined): Date | undefined {
  return !one || (other && other > one) ? other : one;
}
