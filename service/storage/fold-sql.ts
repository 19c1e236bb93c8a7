import { type RawBuilder, sql } from 'kysely';

/** `foldCase` as SQL. */
export function foldSql(text: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`translate(lower((${text}) collate "und-x-icu"), 'ς', 'σ')`;
}
