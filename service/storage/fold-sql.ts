import { type RawBuilder, sql } from 'kysely';

/** What `foldCase` makes of a text, as SQL. */
export function foldSql(text: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`translate(lower((${text}) collate "und-x-icu"), 'ς', 'σ')`;
}
