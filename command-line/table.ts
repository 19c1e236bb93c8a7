import Table from 'cli-table3';
import type { Colors } from 'picocolors/types';

export interface TableStyle {
  /**
   * Colors of the terminal, for the titles.
   *
   * @default none
   */
  readonly colors?: Pick<Colors, 'bold'>;

  /**
   * Titles of the columns that align to the right.
   *
   * @default those whose first cell is a number.
   */
  readonly numbers?: readonly string[];

  /**
   * Widths of columns in characters, beyond which text is wrapped, by title.
   *
   * @default as wide as the longest cell. Rows then stand without lines between them.
   */
  readonly widths?: Readonly<Record<string, number>>;
}

/** A table for a person. */
export function renderTable(
  head: readonly string[],
  rows: readonly (readonly (number | string)[])[],
  { colors, numbers = numbersIn(head, rows), widths }: TableStyle = {},
): string {
  const table = new Table({
    head: colors === undefined ? [...head] : head.map(colors.bold),
    colAligns: head.map((title) => (numbers.includes(title) ? 'right' : 'left')),
    colWidths: head.map((title) => widths?.[title] ?? null),
    wordWrap: widths !== undefined,
    style: { head: [], border: [], compact: widths === undefined },
  });
  for (const row of rows) table.push([...row]);
  return table.toString();
}

function numbersIn(head: readonly string[], rows: readonly (readonly (number | string)[])[]): string[] {
  return head.filter((_title, column) => typeof rows[0]?.[column] === 'number');
}
