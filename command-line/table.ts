import Table from 'cli-table3';

/** A table for a person. Numbers are aligned to the right. */
export function renderTable(head: readonly string[], rows: readonly (readonly (number | string)[])[]): string {
  const table = new Table({
    head: [...head],
    colAligns: head.map((_title, column) => (typeof rows[0]?.[column] === 'number' ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) table.push([...row]);
  return table.toString();
}
