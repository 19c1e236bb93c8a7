import type { ComponentChildren } from 'preact';

import { Ago } from '../pages/instant';
import { Judged } from '../pages/judgement';
import { Sparkline } from '../pages/plot/sparkline';

import { tenantUrl } from './tenant-frame';
import { bySeverity, type Tenant, type TenantState } from './tenant-state';

/** A row of the table: a tenant and its state. */
export interface FleetRow extends TenantState {
  readonly tenant: Tenant;
}

/** A column of the table. */
export interface Column {
  readonly title: string;
  readonly isNumber?: true;
  readonly cell: (row: FleetRow, now: Date) => ComponentChildren;

  /** Compares two rows for sorting. The rows that matter most come first. */
  readonly order: (one: FleetRow, other: FleetRow) => number;
}

/** The columns of the table, by the names that the URL's query uses. */
export const COLUMNS: Readonly<Record<string, Column>> = {
  tenant: {
    title: 'Tenant',
    cell: ({ tenant: { slug } }) => <a href={tenantUrl(slug)}>{slug}</a>,
    order: (one, other) => compare(one.tenant.slug, other.tenant.slug),
  },
  state: {
    title: 'State',
    cell: ({ severity, words }) => <Judged severity={severity}>{words}</Judged>,
    order: bySeverity,
  },
  plan: {
    title: 'Plan',
    cell: ({ tenant: { plan } }) => plan,
    order: (one, other) => compare(one.tenant.plan, other.tenant.plan),
  },
  users: {
    title: 'Active users',
    isNumber: true,
    cell: ({ tenant: { counts } }) => number(counts?.activeUsers),
    order: (one, other) => (other.tenant.counts?.activeUsers ?? 0) - (one.tenant.counts?.activeUsers ?? 0),
  },
  inactive: {
    title: 'Inactive',
    isNumber: true,
    cell: ({ tenant: { counts } }) => number(counts?.inactiveUsers),
    order: (one, other) => (other.tenant.counts?.inactiveUsers ?? 0) - (one.tenant.counts?.inactiveUsers ?? 0),
  },
  groups: {
    title: 'Groups',
    isNumber: true,
    cell: ({ tenant: { counts } }) => number(counts?.groups),
    order: (one, other) => (other.tenant.counts?.groups ?? 0) - (one.tenant.counts?.groups ?? 0),
  },
  accepted: {
    title: 'Last success',
    cell: ({ tenant: { lastAccepted } }, now) => <Ago at={lastAccepted} now={now} />,
    order: (one, other) => compare(one.tenant.lastAccepted ?? '', other.tenant.lastAccepted ?? ''),
  },
  refused: {
    title: 'Last refusal',
    cell: ({ tenant: { lastRefused } }, now) => <Ago at={lastRefused} now={now} />,
    order: (one, other) => compare(other.tenant.lastRefused ?? '', one.tenant.lastRefused ?? ''),
  },
  refusals: {
    title: 'Refused in 24 h',
    isNumber: true,
    cell: ({ tenant: { slug, counts } }) =>
      counts && counts.refusals > 0 ? (
        <span>
          <Sparkline values={counts.refusedByHour} />
          <a href={tenantUrl(slug, 'refused')}>{number(counts.refusals)}</a>
        </span>
      ) : (
        number(counts?.refusals)
      ),
    order: (one, other) => (other.tenant.counts?.refusals ?? 0) - (one.tenant.counts?.refusals ?? 0),
  },
  token: {
    title: 'Newest token',
    cell: ({ tenant }, now) => <Ago at={newestToken(tenant)} now={now} never="unknown" />,
    order: (one, other) => compare(newestToken(one.tenant) ?? '', newestToken(other.tenant) ?? ''),
  },
};

/** When the service first saw the newest of the tokens for provisioning. Null if the service does not know. */
function newestToken({ tokens }: Tenant): string | null {
  const known = tokens.flatMap(({ scope, knownSince }) =>
    scope === 'provision' && knownSince !== null ? [knownSince] : [],
  );
  return known.sort().at(-1) ?? null;
}

const NUMBERS = new Intl.NumberFormat('en');

/** Formats a number with thousands separators. An unknown number becomes a dash. */
function number(value: number | undefined): string {
  return value === undefined ? '–' : NUMBERS.format(value);
}

/** Compares two strings for sorting in ascending order. */
export function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
