import type { VNode } from 'preact';
import type { z } from 'zod';

import { may } from '../admin/admin-principal';
import type { deliverySchema, streamSchema } from '../admin/stream-schemas';
import { Empty } from '../pages/empty';
import { Ago, Instant } from '../pages/instant';
import { Judged } from '../pages/judgement';
import { Table } from '../pages/table';

import { Confirmed } from './confirmed';
import { LagPlot } from './lag-plot';
import { SpanChoice, spanOf } from './span';
import { lagOf, severityOf } from './stream-state';
import { TenantFrame, tenantUrl } from './tenant-frame';
import type { Visit } from './visit';

type Stream = z.output<typeof streamSchema>;

/**
 * The page about the streams that deliver a tenant's events: how far behind each stream is, and what an operator can
 * do.
 */
export async function streamsPage(visit: Visit): Promise<VNode> {
  const { ask, path, query, now } = visit;
  const { tenant = '' } = path;
  const span = spanOf(visit);
  const [{ items }, lags] = await Promise.all([
    ask('listStreamsOfTenant', { tenant }),
    ask('listLags', { tenant, since: span.since }),
  ]);
  const deliveries = await Promise.all(
    items.map(({ stream }) => ask('listDeliveries', { tenant, stream, count: '20' })),
  );
  return (
    <TenantFrame
      visit={visit}
      tab="/streams"
      lead="Receivers that get events about changes, such as your product. Each stream keeps its own position."
    >
      {items.length === 0 && (
        <Empty title="No receiver gets events">
          Declare a stream under <code>streams</code>: in the tenant's file, or in platform.yaml for all tenants. A
          service with a registry of its own (TENANTS_FILE) has the same member there.
        </Empty>
      )}
      {items.length > 0 && <SpanChoice query={query} span={span} />}
      {items.map((stream, index) => (
        <section key={stream.stream}>
          <h2>
            {stream.stream} <span class="muted">{stream.delivery ?? 'no longer declared'}</span>
          </h2>
          <p>
            <Judged severity={severityOf(stream, now)}>
              {stream.state}, {lagOf(stream, now)}
            </Judged>
          </p>
          {stream.lastError !== null && (
            <div class="note note-bad">
              <strong>The last attempt failed: {stream.lastError}</strong>
              <p>
                {stream.failures} in a row, since <Ago at={stream.failingSince} now={now} />.
              </p>
            </div>
          )}
          {may(visit.person, 'operator') && <Actions visit={visit} stream={stream} />}
          <LagPlot
            stream={stream.stream}
            items={lags.items.filter((each) => each.stream === stream.stream)}
            span={span}
          />
          <Deliveries items={deliveries[index]?.items ?? []} />
        </section>
      ))}
    </TenantFrame>
  );
}

function Actions({ visit, stream }: { readonly visit: Visit; readonly stream: Stream }) {
  return (
    <div class="filters">
      {(stream.state === 'active' ? (['pause', 'replay'] as const) : (['resume', 'replay'] as const)).map((action) => (
        <Confirmed
          key={action}
          visit={visit}
          title={ACTIONS[action].title}
          consequence={ACTIONS[action].consequence}
          button={`${ACTIONS[action].title} ${stream.stream}`}
          action={tenantUrl(stream.tenant, 'streams', stream.stream, action)}
        />
      ))}
    </div>
  );
}

const ACTIONS = {
  pause: {
    title: 'Pause',
    consequence: 'The receiver gets no events until the stream is resumed. Then it gets all events since the pause.',
  },
  resume: { title: 'Resume', consequence: 'The receiver gets all events since the stream stopped.' },
  replay: {
    title: 'Replay',
    consequence: 'The receiver gets all stored events again. It must ignore those that it has processed already.',
  },
} as const;

function Deliveries({ items }: { readonly items: readonly z.output<typeof deliverySchema>[] }) {
  if (items.length === 0) return <p class="muted">No attempt to deliver is kept.</p>;
  return (
    <Table columns={['When', 'Event', 'Outcome', { number: 'Took' }]}>
      {items.map(({ at, eventId, eventType, outcome, status, ms, reason }) => (
        <tr key={`${eventId} ${at}`}>
          <td data-label="When">
            <Instant at={at} />
          </td>
          <td data-label="Event">{eventType}</td>
          <td data-label="Outcome">
            <Judged severity={outcome === 'taken' ? 'good' : 'bad'}>
              {outcome}
              {status === null ? '' : `, ${status}`}
              {reason === null ? '' : `: ${reason}`}
            </Judged>
          </td>
          <td data-label="Took" class="number">
            {ms === null ? '' : `${ms} ms`}
          </td>
        </tr>
      ))}
    </Table>
  );
}
