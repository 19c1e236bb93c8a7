import type { VNode } from 'preact';

import { Empty } from '../pages/empty';
import { Ago, Instant } from '../pages/instant';

import { NextPage, urlOf } from './next-page';
import { TenantFrame } from './tenant-frame';
import type { Visit } from './visit';

type Refusal = Awaited<ReturnType<typeof refusalsOf>>['items'][number];

/** Requests that were refused for the same reason. */
interface Reason {
  readonly first: Refusal;
  readonly refusals: readonly Refusal[];
}

/** The page that lists refused requests, grouped by reason. For each reason, it says what to do. */
export async function refusedPage(visit: Visit): Promise<VNode> {
  const { query, now } = visit;
  const { items, next } = await refusalsOf(visit);
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
            <div class="scroll">
              <table class="cards">
                <thead>
                  <tr>
                    <th scope="col">When</th>
                    <th scope="col">Request</th>
                    <th scope="col">Resource</th>
                    <th scope="col">Token</th>
                  </tr>
                </thead>
                <tbody>
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
                </tbody>
              </table>
            </div>
          </details>
        </section>
      ))}
      <NextPage query={query} next={next} />
      {items.length > 0 && (
        <p>
          <a href={urlOf({ ...query, format: 'csv' })} download>
            Download as CSV
          </a>
        </p>
      )}
    </TenantFrame>
  );
}

export function refusalsOf({ ask, path, query: { cursor } }: Visit) {
  return ask('listRefusals', { tenant: path['tenant'], cursor, count: '100' });
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
