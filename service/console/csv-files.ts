import { ACCESS_COLUMNS, CHANGE_COLUMNS, type Column, REFUSAL_COLUMNS } from '../directory/history-columns';

import { endOfDay } from './review-day';
import type { Visit } from './visit';

/** The content of a CSV file. */
export interface CsvFile {
  /** The headings. A file without rows still has them. */
  readonly columns: readonly string[];

  /** The rows. If the page cannot be shown, reading the first row fails. */
  readonly rows: AsyncIterable<readonly string[]>;
}

/**
 * Maximum number of entries in a file of activity or refusals. For a tenant with many changes, this covers a few weeks.
 */
const ENTRIES_MAX = 100_000;

/**
 * The access review: every user with the user's role and groups, at the end of the `day` in the query or, without a
 * `day`, now.
 */
export function accessFile(visit: Visit): CsvFile {
  const { ask, path } = visit;
  const { tenant = '' } = path;
  const at = endOfDay(visit);
  return csvFile(ACCESS_COLUMNS, Infinity, async (cursor) => {
    const { items, next } = await ask('listAccess', { tenant, at, cursor, count: '500' });
    return { items: items.map((item) => ({ tenant, ...item })), next };
  });
}

/** All changes, latest first. */
export function activityFile({ ask, path: { tenant } }: Visit): CsvFile {
  return csvFile(CHANGE_COLUMNS, ENTRIES_MAX, (cursor) => ask('listChanges', { tenant, cursor, count: '100' }));
}

/** All refused requests, each with its remedy. */
export function refusedFile({ ask, path: { tenant } }: Visit): CsvFile {
  return csvFile(REFUSAL_COLUMNS, ENTRIES_MAX, (cursor) => ask('listRefusals', { tenant, cursor, count: '100' }));
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** @param entriesMax number of entries after which no further page is read. */
function csvFile<Item>(
  columns: readonly Column<Item>[],
  entriesMax: number,
  read: (cursor: string | undefined) => Promise<Page<Item>>,
): CsvFile {
  return { columns: columns.map(({ title }) => title), rows: rows() };

  async function* rows() {
    let written = 0;
    for (let cursor: string | null | undefined; cursor !== null && written < entriesMax;) {
      const { items, next } = await read(cursor);
      for (const item of items) yield columns.map(({ cell }) => cell(item));
      written += items.length;
      cursor = next;
    }
  }
}
