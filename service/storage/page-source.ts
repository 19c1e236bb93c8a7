import type { FilterTable } from './filter-sql';

/** Where a search looks. */
export interface PageSource {
  /** Name of the table. */
  readonly name: 'groups' | 'users';
  readonly tenant: string;

  /** Columns of a row that are short. Beside them each has `attributes`. */
  readonly columns: string;

  /** Groups of a user as JSON, where they are asked for. */
  readonly groups?: string | undefined;
  readonly filters: FilterTable;
}
