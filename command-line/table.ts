import Table from 'cli-table3';
import type { Colors } from 'picocolors/types';

export interface TableStyle {
  /**
   * Colors for the titles.
   *
   * @default none
   */
  readonly colors?: Pick<Colors, 'bold'>;

  /**
   * Titles of the columns that are aligned to the right.
   *
   * @default the columns whose first cell is a number.
   */
  readonly numbers?: readonly string[];

  /**
   * Maximum widths of columns, in characters, by column title. If a cell is longer, its text is wrapped, and lines
   * separate the rows.
   *
   * @default each column is as wide as its longest cell, and no lines separate the rows.
   */
  readonly widths?: Readonly<Record<string, number>>;
}

/** Width of the spaces around the text of a cell. */
const PADDING = 2;

/** Renders a table for a terminal. */
export function renderTable(
  head: readonly string[],
  rows: readonly (readonly (number | string)[])[],
  { colors, numbers = numbersIn(head, rows), widths }: TableStyle = {},
): string {
  const wrapped = head.map((title, column) => {
    const width = widths?.[title];
    const isTooLong = width !== undefined && rows.some((row) => String(row[column]).length > width - PADDING);
    return isTooLong ? width : null;
  });
  const wraps = wrapped.some((width) => width !== null);
  const table = new Table({
    head: colors === undefined ? [...head] : head.map(colors.bold),
    colAligns: head.map((title) => (numbers.includes(title) ? 'right' : 'left')),
    colWidths: wrapped,
    wordWrap: wraps,
    style: { head: [], border: [], compact: !wraps },
  });
  for (const row of rows) table.push([...row]);
  return table.toString();
}

function numbersIn(head: readonly string[], rows: readonly (readonly (number | string)[])[]): string[] {
  return head.filter((_title, column) => typeof rows[0]?.[column] === 'number');
}
