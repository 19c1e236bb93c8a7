import { type RawBuilder, sql } from 'kysely';
import { DatabaseError, type QueryConfig, type QueryResultRow } from 'pg';

import { StoreUnavailable } from '../../directory/store';
import { type Parameter, statement } from '../statements/statement';

import type { Database } from './database';
import { NodeSilent } from './node-watch';
import { type NodeOfTenants, NODES_OF_TENANTS } from './nodes-of-tenants';

/** Calls a database function that returns rows of all tenants. */
export interface CallForAll {
  readonly forAll: QueryConfig;

  /** The same call for some of the tenants, which a cluster sends only to the nodes of these tenants. */
  readonly among: (tenants: readonly string[]) => QueryConfig;
}

/**
 * @param name name under which PostgreSQL keeps the plan; unique among all statements.
 * @param columns the columns to read.
 * @param called name of the function. A variant of it has one more parameter: the tenants.
 * @param given arguments of the function.
 */
export function callForAll<Arguments extends object>(
  name: string,
  columns: string,
  called: string,
  given: (value: Parameter<Arguments>) => readonly RawBuilder<unknown>[] = () => [],
): { with(values: Arguments): CallForAll } {
  const call = (...values: readonly RawBuilder<unknown>[]) =>
    sql`select ${sql.raw(columns)} from ${sql.ref(called)}(${sql.join(values)})`;
  const forAll = statement<Arguments>(name, (value) => call(...given(value)));
  const among = statement<Arguments & { readonly tenants: readonly string[] }>(`${name}-among`, (value) =>
    call(...given(value), sql`${value('tenants')}::text[]`),
  );
  return {
    with: (values) => ({
      forAll: forAll.with(values),
      among: (tenants) => among.with({ ...values, tenants }),
    }),
  };
}

/** Rows of all tenants whose node answers. */
export interface FoundForAll<Row> {
  readonly rows: readonly Row[];

  /** The tenants on nodes that are down, or do not answer. Their rows are missing. */
  readonly missing: readonly string[];
}

/**
 * Reads rows of all tenants with a single statement. While a node of a cluster is down or does not answer, reads from
 * each of the other nodes instead.
 *
 * @param tenants slugs of the tenants.
 * @throws {StoreUnavailable} when the database does not answer, or `tenants` is empty and a node is down.
 */
export async function readForAll<Row extends QueryResultRow>(
  db: Pick<Database, 'maintain' | 'silent'>,
  tenants: readonly string[],
  call: CallForAll,
): Promise<FoundForAll<Row>> {
  const all = db.silent.size > 0 ? undefined : await unlessNodeDown(db.maintain<Row>(call.forAll, 'all'));
  if (all) return { rows: all, missing: [] };
  const nodes = await db.maintain<NodeOfTenants>(NODES_OF_TENANTS.with({ tenants }));
  if (nodes.length === 0) throw new StoreUnavailable('a node of the cluster is down');
  const found = await Promise.all(
    nodes.map(({ tenants: some }) =>
      some.some((tenant) => db.silent.has(tenant))
        ? Promise.resolve(undefined)
        : unlessNodeDown(db.maintain<Row>(call.among(some), 'all')),
    ),
  );
  return {
    rows: found.flatMap((rows) => rows ?? []),
    missing: nodes.flatMap((node, index) => (found[index] ? [] : node.tenants)),
  };
}

/** CONNECTION_FAILURE as reported by the node that was asked, about a node behind it. */
const NODE_DOWN = /^08/;

/** Undefined when a node of the cluster is down or does not answer, but not the node that was asked. */
async function unlessNodeDown<Rows>(reading: Promise<Rows>): Promise<Rows | undefined> {
  return reading.catch((error: unknown) => {
    if (error instanceof NodeSilent) return undefined;
    const cause = error instanceof StoreUnavailable ? error.cause : undefined;
    if (cause instanceof DatabaseError && NODE_DOWN.test(cause.code ?? '')) return undefined;
    throw error;
  });
}
