import { type RawBuilder, sql } from 'kysely';

/** An SQL expression with the same result as `foldCase`. */
export function foldSql(text: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`translate(lower((${text}) collate "und-x-icu"), 'ς', 'σ')`;
}
