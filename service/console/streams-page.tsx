import type { VNode } from 'preact';
import type { z } from 'zod';

import { may } from '../admin/admin-principal';
import type { streamSchema } from '../admin/stream-schemas';
import { Empty } from '../pages/empty';
import { FormToken } from '../pages/form-token';
import { Ago, duration, Instant } from '../pages/instant';
import { Judged, type Severity } from '../pages/judgement';

import { TenantFrame, tenantUrl } from './tenant-frame';
import type { Visit } from './visit';

type Stream = z.output<typeof streamSchema>;

/** An event that waits for longer than this needs somebody: a working receiver accepts it within seconds. */
const BEHIND_SECONDS = 5 * 60;

/** The streams that tell receivers about a tenant, how far behind each of them is, and what an operator can do. */
export async function streamsPage(visit: Visit): Promise<VNode> {
  const { ask, path, now } = visit;
  const { tenant = '' } = path;
  const { items } = await ask('listStreamsOfTenant', { tenant });
  const deliveries = await Promise.all(
    items.map(({ stream }) => ask('listDeliveries', { tenant, stream, count: '20' })),
  );
  return (
    <TenantFrame
      visit={visit}
      tab="/streams"
      lead="Receivers that are told of changes, such as your product. Each has a place of its own in the tenant's events."
    >
      {items.length === 0 && (
        <Empty title="Nobody is told of changes">
          Declare a stream in the tenant's file, or in platform.yaml for all tenants.
        </Empty>
      )}
      {items.map((stream, index) => (
        <section key={stream.stream}>
          <h2>
            {stream.stream} <span class="muted">{stream.delivery ?? 'no longer declared'}</span>
          </h2>
          <p>
            <Judged severity={severityOf(stream, now)}>{wordsOf(stream, now)}</Judged>
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
          <Deliveries items={deliveries[index]?.items ?? []} />
        </section>
      ))}
    </TenantFrame>
  );
}

/** Each action is confirmed by a second click, which needs no JavaScript. */
function Actions({ visit, stream }: { readonly visit: Visit; readonly stream: Stream }) {
  const isActive = stream.state === 'active';
  return (
    <div class="filters">
      <details>
        <summary>{isActive ? 'Pause…' : 'Resume…'}</summary>
        <Action
          visit={visit}
          stream={stream}
          action={isActive ? 'pause' : 'resume'}
          consequence={
            isActive
              ? 'The receiver is told nothing until the stream is resumed; then it is told everything that happened meanwhile.'
              : 'The receiver is told everything that happened since it was stopped.'
          }
        />
      </details>
      <details>
        <summary>Replay…</summary>
        <Action
          visit={visit}
          stream={stream}
          action="replay"
          consequence="The receiver is told again of everything that is kept. It must pass over events that it has seen."
        />
      </details>
    </div>
  );
}

interface ActionProps {
  readonly visit: Visit;
  readonly stream: Stream;
  readonly action: 'pause' | 'replay' | 'resume';
  readonly consequence: string;
}

function Action({ visit, stream, action, consequence }: ActionProps) {
  return (
    <form method="post" action={tenantUrl(stream.tenant, 'streams', stream.stream, action)}>
      <FormToken token={visit.formToken} />
      <p>{consequence}</p>
      <button class="primary" type="submit">
        {`${action.charAt(0).toUpperCase()}${action.slice(1)} ${stream.stream}`}
      </button>
    </form>
  );
}

interface DeliveriesProps {
  readonly items: readonly {
    readonly at: string;
    readonly eventId: string;
    readonly eventType: string;
    readonly outcome: string;
    readonly status: number | null;
    readonly ms: number;
    readonly reason: string | null;
  }[];
}

function Deliveries({ items }: DeliveriesProps) {
  if (items.length === 0) return <p class="muted">No attempt to deliver is kept.</p>;
  return (
    <div class="scroll">
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Event</th>
            <th scope="col">Outcome</th>
            <th scope="col" class="number">
              Took
            </th>
          </tr>
        </thead>
        <tbody>
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
                {ms} ms
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function severityOf({ state, failures, behindSince, delivery }: Stream, now: Date): Severity {
  if (delivery === null || state === 'paused') return 'off';
  if (state === 'ended') return 'bad';
  if (behindSince !== null && secondsSince(behindSince, now) > BEHIND_SECONDS) return 'bad';
  return failures > 0 ? 'warn' : 'good';
}

function wordsOf({ state, behindSince }: Stream, now: Date): string {
  const behind = behindSince === null ? 'up to date' : `${duration(secondsSince(behindSince, now))} behind`;
  return state === 'active' ? `active, ${behind}` : `${state}, ${behind}`;
}

function secondsSince(at: string, now: Date): number {
  return (now.getTime() - Date.parse(at)) / 1e3;
}
