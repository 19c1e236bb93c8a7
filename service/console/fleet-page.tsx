import type { VNode } from 'preact';

import { Empty } from '../pages/empty';
import { Ago } from '../pages/instant';
import { Judged, SEVERITIES, type Severity } from '../pages/judgement';

import { CONSOLE_PATH, ConsolePage } from './console-page';
import { urlOf } from './next-page';
import { tenantUrl } from './tenant-frame';
import { bySeverity, stateOf, type Tenant, type TenantState } from './tenant-state';
import type { Visit } from './visit';

interface FleetRow extends TenantState {
  readonly tenant: Tenant;
  readonly lastCall: string | null;
}

/** Columns, and how rows are sorted by each. */
const COLUMNS: Readonly<
  Record<string, { readonly title: string; readonly order: (a: FleetRow, b: FleetRow) => number }>
> = {
  tenant: { title: 'Tenant', order: (a, b) => compare(a.tenant.slug, b.tenant.slug) },
  state: { title: 'State', order: (a, b) => bySeverity(a, b) || compare(a.tenant.slug, b.tenant.slug) },
  plan: { title: 'Plan', order: (a, b) => compare(a.tenant.plan, b.tenant.plan) },
  called: { title: 'Last call', order: (a, b) => compare(b.lastCall ?? '', a.lastCall ?? '') },
};

const SHOWN: Readonly<Record<Severity, string>> = {
  bad: 'In trouble',
  warn: 'To look at',
  good: 'Well',
  off: 'Switched off',
};

/** All tenants, those in trouble first. */
export async function fleetPage(visit: Visit): Promise<VNode> {
  const { query, now } = visit;
  const all = (await tenantsOf(visit)).map((tenant) => rowOf(tenant, now));
  const sort = query['sort'] !== undefined && query['sort'] in COLUMNS ? query['sort'] : 'state';
  const search = (query['q'] ?? '').trim().toLowerCase();
  const rows = all
    .filter(({ tenant, words }) => `${tenant.slug} ${tenant.plan} ${words}`.toLowerCase().includes(search))
    .filter(({ severity }) => query['state'] === undefined || query['state'] === '' || severity === query['state'])
    .sort(COLUMNS[sort]?.order);
  const count = (severity: Severity) => all.filter((row) => row.severity === severity).length;
  return (
    <ConsolePage title="Fleet" lead={`${all.length} tenants, those in trouble first.`} visit={visit}>
      <dl class="tiles">
        {SEVERITIES.map((severity) => (
          <div key={severity}>
            <dt>
              <a href={urlOf({ state: severity })}>{SHOWN[severity]}</a>
            </dt>
            <dd>
              <Judged severity={severity}>{count(severity)}</Judged>
            </dd>
          </div>
        ))}
      </dl>
      <form
        class="filters"
        method="get"
        action={CONSOLE_PATH}
        hx-get={CONSOLE_PATH}
        hx-target="#fleet"
        hx-select="#fleet"
        hx-swap="outerHTML"
        hx-trigger="input changed delay:200ms, submit"
      >
        <label>
          Search
          <input type="search" name="q" value={query['q']} placeholder="tenant, plan or trouble" />
        </label>
        <label>
          State
          <select name="state">
            <option value="">all</option>
            {SEVERITIES.map((severity) => (
              <option key={severity} value={severity} selected={query['state'] === severity}>
                {SHOWN[severity].toLowerCase()}
              </option>
            ))}
          </select>
        </label>
        <input type="hidden" name="sort" value={sort} />
        <button type="submit">Show</button>
      </form>
      <div id="fleet" aria-live="polite">
        {rows.length === 0 ? (
          <Empty title="No tenant matches">
            <a href={CONSOLE_PATH}>Show all tenants</a>
          </Empty>
        ) : (
          <FleetTable rows={rows} sort={sort} query={query} now={now} />
        )}
      </div>
    </ConsolePage>
  );
}

function FleetTable({
  rows,
  sort,
  query,
  now,
}: {
  rows: readonly FleetRow[];
  sort: string;
  query: Visit['query'];
  now: Date;
}) {
  return (
    <div class="scroll">
      <table class="cards">
        <thead>
          <tr>
            {Object.entries(COLUMNS).map(([column, { title }]) => (
              <th key={column} scope="col" aria-sort={column === sort ? 'ascending' : undefined}>
                <a href={urlOf({ ...query, sort: column })}>{title}</a>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ tenant, severity, words, lastCall }) => (
            <tr key={tenant.slug}>
              <th scope="row">
                <a href={tenantUrl(tenant.slug)}>{tenant.slug}</a>
              </th>
              <td data-label="State">
                <Judged severity={severity}>{words}</Judged>
              </td>
              <td data-label="Plan">{tenant.plan}</td>
              <td data-label="Last call">
                <Ago at={lastCall} now={now} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

async function tenantsOf({ ask }: Visit): Promise<readonly Tenant[]> {
  const tenants: Tenant[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await ask('listTenants', { cursor, count: '500' });
    tenants.push(...page.items);
    cursor = page.next;
  }
  return tenants;
}

function rowOf(tenant: Tenant, now: Date): FleetRow {
  const uses = tenant.tokens.flatMap(({ scope, lastUse }) =>
    scope === 'provision' && lastUse !== null ? [lastUse] : [],
  );
  return { tenant, ...stateOf(tenant, now), lastCall: uses.sort().at(-1) ?? null };
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
