import type { ComponentChildren } from 'preact';

import { Ago } from '../pages/instant';
import { Judged, SEVERITIES } from '../pages/judgement';
import { number } from '../pages/number';
import { Sparkline } from '../pages/plot/sparkline';

import { streamsStateOf } from './stream-state';
import { tenantUrl } from './tenant-frame';
import { bySeverity, type Tenant, type TenantState } from './tenant-state';

/** A row of the table: a tenant and its state. */
export interface FleetRow extends TenantState {
  readonly tenant: Tenant;
}

/** A fact about a tenant, by which the table can be sorted. */
interface Fact {
  readonly title: string;
  readonly cell: (row: FleetRow, now: Date) => ComponentChildren;

  /** Compares two rows for sorting. The rows that matter most come first. */
  readonly order: (one: FleetRow, other: FleetRow, now: Date) => number;
}

/** A column of the table. It shows one fact, and may show a second one below. */
export interface Column {
  /** The label of the cell on a card, where the columns have no headings. */
  readonly title: string;
  readonly isNumber?: true;

  /** The facts, by the names that the URL's query uses. */
  readonly facts: Readonly<Record<string, Fact>>;
}

/** The columns of the table. */
export const COLUMNS: readonly Column[] = [
  {
    title: 'Tenant',
    facts: {
      tenant: {
        title: 'Tenant',
        cell: ({ tenant: { slug } }) => <a href={tenantUrl(slug)}>{slug}</a>,
        order: (one, other) => compare(one.tenant.slug, other.tenant.slug),
      },
      plan: {
        title: 'Plan',
        cell: ({ tenant: { plan } }) => plan,
        order: (one, other) => compare(one.tenant.plan, other.tenant.plan),
      },
    },
  },
  single('state', {
    title: 'State',
    cell: ({ severity, words }) => <Judged severity={severity}>{words}</Judged>,
    order: bySeverity,
  }),
  {
    title: 'Users',
    isNumber: true,
    facts: {
      users: {
        title: 'Active users',
        cell: ({ tenant: { counts } }) => numberOrDash(counts?.activeUsers),
        order: mostFirst(({ tenant: { counts } }) => counts?.activeUsers),
      },
      inactive: {
        title: 'Inactive',
        cell: ({ tenant: { counts } }) => counts && `${number(counts.inactiveUsers)} inactive`,
        order: mostFirst(({ tenant: { counts } }) => counts?.inactiveUsers),
      },
    },
  },
  single(
    'groups',
    {
      title: 'Groups',
      cell: ({ tenant: { counts } }) => numberOrDash(counts?.groups),
      order: mostFirst(({ tenant: { counts } }) => counts?.groups),
    },
    { isNumber: true },
  ),
  {
    title: 'Last success',
    facts: {
      accepted: {
        title: 'Last success',
        cell: ({ tenant: { lastAccepted } }, now) => <Ago at={lastAccepted} now={now} />,
        order: (one, other) => compare(one.tenant.lastAccepted ?? '', other.tenant.lastAccepted ?? ''),
      },
      refused: {
        title: 'Last refusal',
        cell: ({ tenant: { lastRefused } }, now) =>
          lastRefused === null ? 'never refused' : <Past what="refused" at={lastRefused} now={now} />,
        order: (one, other) => compare(other.tenant.lastRefused ?? '', one.tenant.lastRefused ?? ''),
      },
    },
  },
  single(
    'refusals',
    {
      title: 'Refused in 24 h',
      cell: ({ tenant: { slug, counts } }) =>
        counts && counts.refusals > 0 ? (
          <span>
            <Sparkline values={counts.refusedByHour} />
            <a href={tenantUrl(slug, 'refused')}>{number(counts.refusals)}</a>
          </span>
        ) : (
          numberOrDash(counts?.refusals)
        ),
      order: mostFirst(({ tenant: { counts } }) => counts?.refusals),
    },
    { isNumber: true },
  ),
  {
    title: 'Newest token',
    facts: {
      token: {
        title: 'Newest token',
        cell: ({ tenant }, now) => <Ago at={newestToken(tenant)?.knownSince ?? null} now={now} never="unknown" />,
        order: (one, other) =>
          compare(newestToken(one.tenant)?.knownSince ?? '', newestToken(other.tenant)?.knownSince ?? ''),
      },
      used: {
        title: 'Its last use',
        cell: ({ tenant }, now) => {
          const lastUse = newestToken(tenant)?.lastUse ?? null;
          return lastUse === null ? 'never used' : <Past what="used" at={lastUse} now={now} />;
        },
        order: (one, other) =>
          compare(newestToken(one.tenant)?.lastUse ?? '', newestToken(other.tenant)?.lastUse ?? ''),
      },
    },
  },
  single('streams', {
    title: 'Streams behind',
    cell: ({ tenant: { slug, streams } }, now) => {
      const state = streamsStateOf(streams, now);
      if (!state) return <span class="muted">none</span>;
      return (
        <span>
          <a href={tenantUrl(slug, 'streams')}>
            <Judged severity={state.severity}>{state.words}</Judged>
          </a>
          {state.count > 1 && state.behind > 0 && (
            <small>
              {state.behind} of {state.count} behind
            </small>
          )}
        </span>
      );
    },
    order: (one, other, now) => compare(urgencyOfStreams(one, now), urgencyOfStreams(other, now)),
  }),
];

/** How each fact sorts the rows, by the fact's name. */
export const ORDERS: Readonly<Record<string, Fact['order']>> = Object.fromEntries(
  COLUMNS.flatMap(({ facts }) => Object.entries(facts)).map(([name, { order }]) => [name, order]),
);

/** A column with a single fact. */
function single(name: string, fact: Fact, options: Pick<Column, 'isNumber'> = {}): Column {
  return { title: fact.title, facts: { [name]: fact }, ...options };
}

function Past({ what, at, now }: { readonly what: string; readonly at: string; readonly now: Date }) {
  return (
    <>
      {what} <Ago at={at} now={now} />
    </>
  );
}

/** The newest of the tokens for provisioning, with the time when the service first saw it. Undefined if unknown. */
function newestToken({ tokens }: Tenant): Tenant['tokens'][number] | undefined {
  return tokens
    .filter(({ scope, knownSince }) => scope === 'provision' && knownSince !== null)
    .sort((one, other) => compare(one.knownSince ?? '', other.knownSince ?? ''))
    .at(-1);
}

/** Sorts tenants by the stream that needs somebody most: the most urgent one first, and then the one furthest behind. */
function urgencyOfStreams({ tenant }: FleetRow, now: Date): string {
  const state = streamsStateOf(tenant.streams, now);
  if (!state) return '9';
  return `${SEVERITIES.indexOf(state.severity)} ${state.worst.behindSince ?? '9'}`;
}

/** Sorts by a number, the highest first. An unknown number counts as zero. */
function mostFirst(numberOf: (row: FleetRow) => number | undefined): Fact['order'] {
  return (one, other) => (numberOf(other) ?? 0) - (numberOf(one) ?? 0);
}

function numberOrDash(value: number | undefined): string {
  return value === undefined ? '–' : number(value);
}

/** Compares two strings for sorting in ascending order. */
export function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
