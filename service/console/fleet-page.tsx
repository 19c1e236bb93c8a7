import type { VNode } from 'preact';

import { TENANTS_MAX } from '../admin/tenant-schemas';
import { Empty } from '../pages/empty';
import { Judged, SEVERITIES, type Severity } from '../pages/judgement';

import { CONSOLE_PATH, ConsolePage } from './console-page';
import { type Column, COLUMNS, compare, type FleetRow, ORDERS } from './fleet-columns';
import { LiveFilter } from './live-filter';
import { urlOf } from './next-page';
import { stateOf, type Tenant } from './tenant-state';
import type { Visit } from './visit';

const SHOWN: Readonly<Record<Severity, string>> = {
  bad: 'In trouble',
  warn: 'To look at',
  good: 'Well',
  off: 'Switched off',
};

/** The page that lists all tenants. Tenants with problems come first. */
export async function fleetPage(visit: Visit): Promise<VNode> {
  const { query, now } = visit;
  const all = (await tenantsOf(visit)).map((tenant) => ({ tenant, ...stateOf(tenant, now) }));
  const sort = Object.keys(ORDERS).find((name) => name === query['sort']) ?? 'state';
  const search = (query['q'] ?? '').trim().toLowerCase();
  const rows = all
    .filter(({ tenant, words }) => `${tenant.slug} ${tenant.plan} ${words}`.toLowerCase().includes(search))
    .filter(({ severity }) => query['state'] === undefined || query['state'] === '' || severity === query['state'])
    .sort((one, other) => ORDERS[sort]?.(one, other, now) || compare(one.tenant.slug, other.tenant.slug));
  const count = (severity: Severity) => all.filter((row) => row.severity === severity).length;
  return (
    <ConsolePage
      title="Fleet"
      lead={`${all.length} ${all.length === 1 ? 'tenant' : 'tenants'}. Those that need somebody come first. Numbers are at most a minute old.`}
      visit={visit}
    >
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
      <LiveFilter action={CONSOLE_PATH} list="fleet">
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
      </LiveFilter>
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

interface FleetTableProps {
  readonly rows: readonly FleetRow[];

  /** Name of the column by which the rows are sorted. */
  readonly sort: string;
  readonly query: Visit['query'];
  readonly now: Date;
}

function FleetTable({ rows, sort, query, now }: FleetTableProps) {
  return (
    <div class="scroll">
      <table class="cards fleet">
        <thead>
          <tr>
            {COLUMNS.map(({ title, isNumber, facts }) => (
              <th
                key={title}
                scope="col"
                class={isNumber && 'number'}
                aria-sort={sort in facts ? 'descending' : undefined}
              >
                {Object.entries(facts).map(([name, fact]) => (
                  <a
                    key={name}
                    href={urlOf({ ...query, sort: name })}
                    aria-current={name === sort ? 'true' : undefined}
                  >
                    {fact.title}
                  </a>
                ))}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.tenant.slug}>
              {COLUMNS.map((column, index) => (
                <Cell key={column.title} column={column} isFirst={index === 0} row={row} now={now} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface CellProps {
  readonly column: Column;

  /** Whether this is the first cell of its row, which names the tenant. */
  readonly isFirst: boolean;
  readonly row: FleetRow;
  readonly now: Date;
}

function Cell({ column: { title, isNumber, facts }, isFirst, row, now }: CellProps) {
  const [first, second] = Object.values(facts).map(({ cell }) => cell(row, now));
  const content = second ? (
    <span>
      {first}
      <small>{second}</small>
    </span>
  ) : (
    first
  );
  if (isFirst) return <th scope="row">{content}</th>;
  return (
    <td data-label={title} class={isNumber && 'number'}>
      {content}
    </td>
  );
}

async function tenantsOf({ ask }: Visit): Promise<readonly Tenant[]> {
  const tenants: Tenant[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await ask('listTenants', { cursor, count: String(TENANTS_MAX) });
    tenants.push(...page.items);
    cursor = page.next;
  }
  return tenants;
}
