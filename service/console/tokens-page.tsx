import type { VNode } from 'preact';

import { Ago, Instant } from '../pages/instant';

import { TenantFrame } from './tenant-frame';
import type { Visit } from './visit';

/** The tokens that the service accepts for a tenant: their names and uses, never the tokens themselves. */
export async function tokensPage(visit: Visit): Promise<VNode> {
  const { ask, path, now } = visit;
  const { tenant = '' } = path;
  const { tokens } = await ask('getTenant', { tenant });
  return (
    <TenantFrame
      visit={visit}
      tab="/tokens"
      lead="The tokens that the service accepts, by their names in logs. The service knows only their digests."
    >
      <div class="scroll">
        <table class="cards">
          <thead>
            <tr>
              <th scope="col">Token</th>
              <th scope="col">May</th>
              <th scope="col">Last used</th>
              <th scope="col">Expires</th>
            </tr>
          </thead>
          <tbody>
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
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </TenantFrame>
  );
}
