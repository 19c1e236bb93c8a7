import { Option } from 'commander';
import { stringify } from 'csv-stringify/sync';
import { createColors } from 'picocolors';

import { type Caller, print } from '../../command-line/caller';
import { renderTable } from '../../command-line/table';
import type { Column } from '../../service/directory/history-columns';

export const FORMATS = ['table', 'json', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

/** A column of a table. */
export interface TableColumn<Item> extends Column<Item> {
  /** Maximum width in characters. A table wraps longer text. @default as wide as the longest cell */
  readonly width?: number;
}

/** A list in all output formats. */
export interface Rendered<Item> {
  readonly items: readonly Item[];
  readonly table: readonly TableColumn<Item>[];
  readonly csv: readonly Column<Item>[];
}

export function formatOption(): Option {
  return new Option('--format <format>', 'table for people, json for programs, csv for spreadsheets')
    .choices(FORMATS)
    .default('table');
}

/** Prints a list. */
export function printList<Item>(caller: Caller, format: Format, list: Rendered<Item>): void {
  if (format === 'json') print(caller, JSON.stringify(list.items, null, 2));
  else if (format === 'csv') caller.stdout.write(csvOf(list));
  else print(caller, tableOf(list, caller));
}

/** A CSV file according to RFC 4180. A cell that a spreadsheet would interpret as a formula is marked as text. */
function csvOf<Item>({ items, csv }: Rendered<Item>): string {
  const rows = items.map((item) => csv.map(({ cell }) => cell(item)));
  return stringify([csv.map(({ title }) => title), ...rows], { record_delimiter: 'windows', escape_formulas: true });
}

function tableOf<Item>({ items, table }: Rendered<Item>, { stdout, env }: Caller): string {
  const rows = items.map((item) => table.map(({ cell }) => printable(cell(item))));
  const widths = table.flatMap(({ title, width }) => (width === undefined ? [] : [[title, width] as const]));
  const colors = createColors(stdout.isTTY === true && env['NO_COLOR'] === undefined);
  return renderTable(
    table.map(({ title }) => title),
    rows,
    { colors, ...(widths.length > 0 ? { widths: Object.fromEntries(widths) } : {}) },
  );
}

/**
 * Replaces control characters. Names come from other systems, and must not be able to move the cursor or to color the
 * terminal.
 */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '·');
}
