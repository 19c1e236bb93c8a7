import Table from 'cli-table3';
import type { Colors } from 'picocolors/types';

/** Words that a table shows in red, and words that need attention. */
const BAD = ['failed', 'refused'];
const NOTABLE = ['changes', 'deferred', 'drift', 'not applied', 'not deployed', 'not reviewed yet'];

/** A table with a row per stack or tenant. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[], colors: Colors): string {
  const table = new Table({ head: head.map(colors.bold), style: { head: [], border: [], compact: true } });
  for (const row of rows) table.push(row.map((cell) => shown(cell, colors)));
  return table.toString();
}

function shown(cell: string, colors: Colors): string {
  if (BAD.includes(cell)) return colors.red(cell);
  return NOTABLE.includes(cell) ? colors.yellow(cell) : cell;
}

/** The first line of a text. */
export function firstLine(text = ''): string {
  return text.split('\n')[0] ?? '';
}
