import type { RawBuilder } from 'kysely';

import type { FilterTable } from './filter-sql';

/** The table that a search reads. */
export interface PageSource {
  /** Name of the table. */
  readonly name: 'groups' | 'users';
  readonly tenant: string;

  /** The short columns of a row. Each row also has `attributes`. */
  readonly columns: string;

  /** Groups of a user as JSON, if they were asked for. */
  readonly groups?: RawBuilder<unknown> | undefined;
  readonly filters: FilterTable;
}
