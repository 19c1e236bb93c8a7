import type { Colors } from 'picocolors/types';

import { renderTable } from '../../command-line/table';

/** Words that a table shows in red, and words that it highlights. */
const BAD = ['failed', 'refused'];
const NOTABLE = ['changes', 'deferred', 'drift', 'not applied', 'not deployed', 'not reviewed yet'];

/** Renders a table with one row per stack or tenant. */
export function renderOutcomes(head: readonly string[], rows: readonly (readonly string[])[], colors: Colors): string {
  const shown = rows.map((row) => row.map((cell) => tinted(cell, colors)));
  return renderTable(head, shown, { colors });
}

function tinted(cell: string, colors: Colors): string {
  if (BAD.includes(cell)) return colors.red(cell);
  return NOTABLE.includes(cell) ? colors.yellow(cell) : cell;
}

/** Returns the first line of a string. */
export function firstLine(text = ''): string {
  return text.split('\n')[0] ?? '';
}
