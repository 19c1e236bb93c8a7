import type { RawBuilder } from 'kysely';

import type { FilterTable } from './filter-sql';

/** The table that a search reads. */
export interface PageSource {
  /** Name of the table. */
  readonly name: 'groups' | 'users';
  readonly tenant: string;

  /** Names of the columns that hold short values. Each row also has `attributes`. */
  readonly columns: string;

  /** The groups of a user as JSON, if the client asked for them. */
  readonly groups?: RawBuilder<unknown> | undefined;
  readonly filters: FilterTable;
}
