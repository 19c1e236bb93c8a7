import { type RawBuilder, sql } from 'kysely';
import type { QueryConfig } from 'pg';

import type { Form } from '../form';

import { appendEntry, LOG, type LogEntry, type LoggedTable } from './provisioning-log';
import { type Parameter, type Statement, statement } from './statement';

/**
 * A change to one row and to the rows that belong to it, together with an entry in the provisioning log. Its form
 * depends on the database:
 *
 * - on a server, one statement: a chain of expressions, which needs one round trip and no explicit transaction;
 * - on a cluster, one statement per table, all sent together in one transaction.
 */
export interface ChangeStatement<Arguments extends object> {
  with(values: Arguments): BoundChange;
}

/** A change together with its values. */
export interface BoundChange {
  statements(form: Form): readonly QueryConfig[];
}

/**
 * A change that depends on a condition. On a server, the statement that writes also checks the condition. On a cluster,
 * a separate statement checks the condition first, and then an unconditional change is written.
 */
export interface ConditionalChange {
  readonly onServer: QueryConfig;
}

/**
 * A statement that writes to only one table, so that a cluster can run it. Its rows come from `values`, are chosen by
 * `where`, or are selected from one table.
 */
export interface Part<Arguments extends object> {
  /** Name under which PostgreSQL keeps the statement's plan; unique among all statements. */
  readonly name: string;
  readonly build: (value: Parameter<Arguments>) => RawBuilder<unknown>;
}

/**
 * @param name name of the combined statement; unique among all statements.
 * @param table table of the changed row.
 * @param row the part that inserts, updates or deletes the row.
 * @param more the parts that write the rows that belong to the changed row. In the combined statement, the name of the
 * table refers only to the changed row.
 */
export function changeStatement<Arguments extends LogEntry>(
  name: string,
  table: LoggedTable,
  row: Part<Arguments>,
  ...more: readonly Part<Arguments>[]
): ChangeStatement<Arguments> {
  const chain = chained(name, table, row, more);
  const parts: readonly Statement<Arguments>[] = [
    ...[row, ...more].map((part) => statement(part.name, part.build)),
    LOG[table],
  ];
  return {
    with: (values) => ({
      statements: (form) => (form === 'server' ? [chain.with(values)] : parts.map((part) => part.with(values))),
    }),
  };
}

/** Builds a change whose condition is part of the statement `row`. */
export function conditionalChange<Arguments extends LogEntry>(
  name: string,
  table: LoggedTable,
  row: Part<Arguments>['build'],
  ...more: readonly Part<Arguments>[]
): { with(values: Arguments): ConditionalChange } {
  const chain = chained(name, table, { name, build: row }, more);
  return { with: (values) => ({ onServer: chain.with(values) }) };
}

/** Combines all parts into one statement. The later parts see only the row that the first part wrote. */
function chained<Arguments extends LogEntry>(
  name: string,
  table: LoggedTable,
  row: Part<Arguments>,
  more: readonly Part<Arguments>[],
): Statement<Arguments> {
  return statement(name, (value) => {
    const expressions = [
      sql`${sql.ref(table)} as (${row.build(value)} returning tenant_id, id)`,
      ...more.map((part, index) => sql`${sql.ref(`part_${index}`)} as (${part.build(value)})`),
    ];
    return sql`with ${sql.join(expressions)} ${appendEntry(table, value, sql.ref(table))}`;
  });
}
