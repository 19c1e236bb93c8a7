import { type RawBuilder, sql } from 'kysely';
import type { QueryConfig } from 'pg';

import { type Parameter, statement } from './statement';

/** A statement that selects resources by id. */
export interface StatementByIds<Arguments extends object> {
  with(values: Arguments & { readonly ids: readonly string[] }): QueryConfig;
}

/**
 * Builds two versions of a statement: one for a single id, which is the usual case for Entra, and one for several ids.
 * PostgreSQL caches the plan only for a single id. For a list of unknown length, PostgreSQL assumes ten ids, so it
 * considers a cached plan too expensive and plans each time.
 *
 * @param isAsked the part of a condition that follows the name of the id's column.
 */
export function byIds<Arguments extends object>(
  names: { readonly one: string; readonly many: string },
  build: (value: Parameter<Arguments>, isAsked: RawBuilder<unknown>) => RawBuilder<unknown>,
): StatementByIds<Arguments> {
  const one = statement<Arguments & { readonly id: string }>(names.one, (value) =>
    build(value, sql`= ${value('id')}::uuid`),
  );
  const many = statement<Arguments & { readonly ids: UuidList }>(names.many, (value) =>
    build(value, sql`= any (${value('ids')}::uuid[])`),
  );
  return {
    with: (values) => {
      const [id, ...others] = values.ids;
      return id !== undefined && others.length === 0
        ? one.with({ ...values, id })
        : many.with({ ...values, ids: uuidList(values.ids) });
    },
  };
}

/** UUIDs as a PostgreSQL array literal. pg can create one from an array, too, but checks each character to do so. */
export type UuidList = `{${string}}`;

export function uuidList(ids: readonly string[]): UuidList {
  return `{${ids.join()}}`;
}
