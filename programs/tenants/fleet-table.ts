import Table from 'cli-table3';
import pc from 'picocolors';

import type { FleetRow } from './fleet-row';

/** The fleet as a table for a person. */
export function renderFleet(rows: readonly FleetRow[]): string {
  const table = new Table({
    head: ['slug', 'directory', 'plan', 'roles', 'assignments', 'generation', 'wave'],
    colAligns: ['left', 'left', 'left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) {
    table.push([
      row.state === 'absent' ? `${row.slug} ${pc.red('absent')}` : row.slug,
      row.entraTenantId,
      row.plan ?? 'external',
      row.roles,
      row.assignments,
      row.generation ?? '–',
      row.wave,
    ]);
  }
  return table.toString();
}
