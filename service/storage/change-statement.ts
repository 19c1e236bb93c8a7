import { type RawBuilder, sql } from 'kysely';
import type { QueryConfig } from 'pg';

import type { Form } from './form';
import { appendEntry, LOG, type LogEntry, type LoggedTable } from './provisioning-log';
import { type Parameter, type Statement, statement } from './statement';

/**
 * A change of one row, of what belongs to it, and its entry in the provisioning log, in the form that the database needs:
 *
 * - on a server one statement, a chain of expressions, so that it takes one round trip without a transaction;
 * - on a cluster a statement for each table, to be sent together in one transaction.
 */
export interface ChangeStatement<Arguments extends object> {
  with(values: Arguments): BoundChange;
}

/** A change with its values. */
export interface BoundChange {
  statements(form: Form): readonly QueryConfig[];
}

/**
 * A change on a condition, which the statement that writes asks. On a cluster no statement can do both: another one asks
 * there, ahead of a change without the condition.
 */
export interface ConditionalChange {
  readonly onServer: QueryConfig;
}

/** A statement that writes one table, by `values`, by `where`, or by a select from one table. */
export interface Part<Arguments extends object> {
  /** Name under which PostgreSQL keeps its plan; unique among all statements. */
  readonly name: string;
  readonly build: (value: Parameter<Arguments>) => RawBuilder<unknown>;
}

/**
 * @param name name of the chain; unique among all statements.
 * @param table table of the changed row.
 * @param row writes the row, which exists or is inserted.
 * @param more write what belongs to it. The table's name stands for the changed row there: in a chain there is no other.
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

/** A change of which `row` asks the condition. */
export function conditionalChange<Arguments extends LogEntry>(
  name: string,
  table: LoggedTable,
  row: Part<Arguments>['build'],
  ...more: readonly Part<Arguments>[]
): { with(values: Arguments): ConditionalChange } {
  const chain = chained(name, table, { name, build: row }, more);
  return { with: (values) => ({ onServer: chain.with(values) }) };
}

/** All parts as expressions of one statement. The others find only the row that the first one wrote. */
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
