import Table from 'cli-table3';
import type { Colors } from 'picocolors/types';

import type { TenantDrift } from './difference';

/** A table with one row per difference, remedies for some, and a line for each tenant that could not be compared. */
export function renderDrift(drifts: readonly TenantDrift[], colors: Colors): string {
  const table = new Table({
    head: ['tenant', 'what', 'in the files', 'in Entra'].map(colors.bold),
    style: { head: [], border: [] },
    colWidths: [null, null, 48, 48],
    wordWrap: true,
  });
  for (const { tenant, differences } of drifts) {
    for (const { what, declared = '–', found = '–' } of differences) table.push([tenant, what, declared, found]);
  }
  const remedies = drifts.flatMap(({ tenant, differences }) =>
    differences.flatMap(({ what, remedy }) => (remedy === undefined ? [] : [`${tenant}, ${what}: ${remedy}`])),
  );
  const failed = drifts.filter(({ error }) => error !== undefined);
  const count = drifts.reduce((sum, { differences }) => sum + differences.length, 0);
  return [
    ...(count === 0 ? [] : [table.toString()]),
    ...remedies,
    ...failed.map(({ tenant, error = '' }) => colors.red(`${tenant} could not be looked at: ${error}`)),
    verdict(drifts.length, count, failed.length),
  ].join('\n');
}

function verdict(tenants: number, differences: number, failed: number): string {
  const looked = `${tenants - failed} of ${tenants} tenants looked at`;
  if (differences > 0) return `${looked}: ${differences} differences`;
  if (failed === 0) return `${looked}: no drift`;
  return failed === tenants
    ? `${looked}: whether there is drift is not known`
    : `${looked}: no drift in these, and of the others nothing is known`;
}
