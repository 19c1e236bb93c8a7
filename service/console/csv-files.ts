import { ACCESS_COLUMNS, CHANGE_COLUMNS, type Column, REFUSAL_COLUMNS } from '../directory/history-columns';

import type { Visit } from './visit';

/** A CSV file of a page. */
export interface CsvFile {
  /** The headings, which a file without rows has too. */
  readonly columns: readonly string[];

  /** The rows. The first step fails if the page cannot be shown. */
  readonly rows: AsyncIterable<readonly string[]>;
}

/**
 * Maximum number of entries in a file of activity or refusals. For a tenant with many changes, this covers a few weeks.
 */
const ENTRIES_MAX = 100_000;

/**
 * The access review: every user with role and groups. It shows the end of the query's `day` or, without a `day`, the
 * present.
 */
export function accessFile({ ask, path, query: { day }, now }: Visit): CsvFile {
  const { tenant = '' } = path;
  const at = day === undefined || day === '' ? undefined : endOf(day, now);
  return csvFile(ACCESS_COLUMNS, Infinity, async (cursor) => {
    const { items, next } = await ask('listAccess', { tenant, at, cursor, count: '500' });
    return { items: items.map((item) => ({ tenant, ...item })), next };
  });
}

/** All changes, latest first. */
export function activityFile({ ask, path: { tenant } }: Visit): CsvFile {
  return csvFile(CHANGE_COLUMNS, ENTRIES_MAX, (cursor) => ask('listChanges', { tenant, cursor, count: '100' }));
}

/** All refused requests, with the remedy. */
export function refusedFile({ ask, path: { tenant } }: Visit): CsvFile {
  return csvFile(REFUSAL_COLUMNS, ENTRIES_MAX, (cursor) => ask('listRefusals', { tenant, cursor, count: '100' }));
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** @param entriesMax the file ends with the page that reaches this number of entries. */
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

/**
 * The last instant of a day; undefined for today, which means now. The API refuses the result if `day` is not a date.
 */
function endOf(day: string, now: Date): string | undefined {
  if (day === now.toISOString().slice(0, 10)) return undefined;
  return `${day}T23:59:59.999Z`;
}
