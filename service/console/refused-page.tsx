import type { VNode } from 'preact';
import type { z } from 'zod';

import type { refusalSchema } from '../admin/schemas';
import { Empty } from '../pages/empty';
import { Ago, Instant } from '../pages/instant';
import { Table } from '../pages/table';

import { CsvLink, NextPage } from './next-page';
import { TenantFrame } from './tenant-frame';
import type { Visit } from './visit';

type Refusal = z.output<typeof refusalSchema>;

/** Requests that were refused for the same reason. */
interface Reason {
  readonly first: Refusal;
  readonly refusals: readonly Refusal[];
}

/** The page that lists refused requests, grouped by reason. For each reason, it says what to do. */
export async function refusedPage(visit: Visit): Promise<VNode> {
  const { ask, path, query, now } = visit;
  const { tenant } = path;
  const { items, next } = await ask('listRefusals', { tenant, cursor: query['cursor'], count: '100' });
  const reasons = byReason(items);
  return (
    <TenantFrame
      visit={visit}
      tab="/refused"
      lead="Requests that the service refused, by reason. No value that the client sent is kept: Entra's provisioning logs name the user or group, at the time of the request."
    >
      {reasons.length === 0 && (
        <Empty title="Nothing was refused">
          The service keeps refused requests for some weeks, and has none of this tenant.
        </Empty>
      )}
      {reasons.map(({ first, refusals }) => (
        <section key={first.requestId + first.route}>
          <h2>
            {refusals.length} × {first.status} {first.scimType} <span class="muted mono">{first.route}</span>
          </h2>
          <div class="note note-warn">
            <strong>{first.detail}</strong>
            <p>
              What to do: {first.remedy}. Last <Ago at={first.at} now={now} />.
            </p>
          </div>
          <details>
            <summary>The requests</summary>
            <Table columns={['When', 'Request', 'Resource', 'Token']}>
              {refusals.map(({ at, requestId, resourceId, tokenId }) => (
                <tr key={requestId + (resourceId ?? '')}>
                  <td data-label="When">
                    <Instant at={at} />
                  </td>
                  <td data-label="Request" class="mono">
                    {requestId}
                  </td>
                  <td data-label="Resource" class="mono">
                    {resourceId ?? '–'}
                  </td>
                  <td data-label="Token" class="mono">
                    {tokenId ?? '–'}
                  </td>
                </tr>
              ))}
            </Table>
          </details>
        </section>
      ))}
      <NextPage query={query} next={next} />
      {items.length > 0 && <CsvLink query={query} />}
    </TenantFrame>
  );
}

function byReason(refusals: readonly Refusal[]): readonly Reason[] {
  const reasons = new Map<string, Refusal[]>();
  for (const refusal of refusals) {
    const key = [refusal.status, refusal.scimType, refusal.detail, refusal.route].join('\n');
    reasons.set(key, [...(reasons.get(key) ?? []), refusal]);
  }
  return [...reasons.values()]
    .flatMap((each) => (each[0] ? [{ first: each[0], refusals: each }] : []))
    .sort((one, other) => other.refusals.length - one.refusals.length);
}
