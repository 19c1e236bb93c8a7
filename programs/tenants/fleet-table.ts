import pc from 'picocolors';

import { renderTable } from '../../command-line/table';

import type { FleetRow } from './fleet-row';

/** Renders the tenants of a fleet as a table for a terminal. */
export function renderFleet(rows: readonly FleetRow[]): string {
  return renderTable(
    ['slug', 'directory', 'plan', 'roles', 'assignments', 'generation', 'wave'],
    rows.map((row) => [
      row.state === 'absent' ? `${row.slug} ${pc.red('absent')}` : row.slug,
      row.entraTenantId,
      row.plan ?? 'external',
      row.roles,
      row.assignments,
      row.managedBy === 'portal' ? 'portal' : (row.generation ?? '–'),
      row.wave,
    ]),
    { numbers: ['roles', 'assignments', 'generation', 'wave'] },
  );
}
