import type { Colors } from 'picocolors/types';

import { renderTable } from '../../../command-line/table';

import type { TenantDrift } from './difference';

/** A table with one row per difference, remedies for some, and a line for each tenant that could not be compared. */
export function renderDrift(drifts: readonly TenantDrift[], colors: Colors): string {
  const rows = drifts.flatMap(({ tenant, differences }) =>
    differences.map(({ what, declared = '–', found = '–' }) => [tenant, what, declared, found]),
  );
  const style = { colors, widths: { 'in the files': 48, 'in Entra': 48 } };
  const remedies = drifts.flatMap(({ tenant, differences }) =>
    differences.flatMap(({ what, remedy }) => (remedy === undefined ? [] : [`${tenant}, ${what}: ${remedy}`])),
  );
  const failed = drifts.filter(({ error }) => error !== undefined);
  return [
    ...(rows.length === 0 ? [] : [renderTable(['tenant', 'what', 'in the files', 'in Entra'], rows, style)]),
    ...remedies,
    ...failed.map(({ tenant, error = '' }) => colors.red(`${tenant} could not be looked at: ${error}`)),
    verdict(drifts.length, rows.length, failed.length),
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
