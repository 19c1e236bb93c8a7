import { type RawBuilder, sql } from 'kysely';
import type { QueryConfig } from 'pg';

import { type Parameter, statement } from './statement';

/** A statement about resources by id. */
export interface StatementByIds<Arguments extends object> {
  with(values: Arguments & { readonly ids: readonly string[] }): QueryConfig;
}

/**
 * Two statements, one for a single id, which is what Entra sends most. PostgreSQL keeps a plan for that, but plans each time
 * for a list: it takes one that it does not know for ten ids long, so that a plan for all lists seems dearer.
 *
 * @param isAsked the end of a condition on an id.
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

/** UUIDs as a PostgreSQL array literal. pg can make one of a list too, but looks at each character. */
export type UuidList = `{${string}}`;

export function uuidList(ids: readonly string[]): UuidList {
  return `{${ids.join()}}`;
}
