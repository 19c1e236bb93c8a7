import type { VNode } from 'preact';

import { may } from '../admin/admin-principal';
import { Empty } from '../pages/empty';
import { Ago, Instant } from '../pages/instant';
import { Table } from '../pages/table';

import { Confirmed } from './confirmed';
import { TenantFrame, tenantUrl } from './tenant-frame';
import type { Visit } from './visit';

/**
 * The page about the tokens that the service accepts for a tenant. It shows the name and the last use of each token,
 * but never the token itself.
 */
export async function tokensPage(visit: Visit): Promise<VNode> {
  const { ask, path, now } = visit;
  const { tenant = '' } = path;
  const { tokens, managedBy } = await ask('getTenant', { tenant });
  const mayRevoke = managedBy === 'portal' && may(visit.person, 'operator');
  return (
    <TenantFrame
      visit={visit}
      tab="/tokens"
      lead="The tokens that the service accepts, by their names in logs. The service knows only their digests."
    >
      {tokens.length === 0 && (
        <Empty title="No tokens yet">
          {managedBy === 'portal'
            ? "The account's admin creates them in the portal."
            : 'The next deployment creates one.'}
        </Empty>
      )}
      {tokens.length > 0 && (
        <Table columns={['Token', 'May', 'Last used', 'Expires', ...(mayRevoke ? ['Revoke'] : [])]}>
          {tokens.map(({ id, scope, lastUse, expiresAt }) => (
            <tr key={id}>
              <th scope="row" class="mono">
                {id}
              </th>
              <td data-label="May">{scope === 'read' ? 'read' : 'provision: Entra uses it'}</td>
              <td data-label="Last used">
                <Ago at={lastUse} now={now} />
              </td>
              <td data-label="Expires">{expiresAt === null ? 'never' : <Instant at={expiresAt} />}</td>
              {mayRevoke && (
                <td data-label="Revoke">
                  {scope === 'read' ? (
                    <span class="muted">in the registry</span>
                  ) : (
                    <Confirmed
                      visit={visit}
                      title="Revoke"
                      consequence="The service refuses every request with this token from now on. The account's admin has to create another one."
                      button={`Revoke ${id}`}
                      action={tenantUrl(tenant, 'tokens', id, 'revoke')}
                    />
                  )}
                </td>
              )}
            </tr>
          ))}
        </Table>
      )}
    </TenantFrame>
  );
}
