import type { Colors } from 'picocolors/types';

import { counted } from '../../../command-line/counted';
import { renderTable } from '../../../command-line/table';

import type { TenantDrift } from './difference';

/**
 * A table with one row per difference. Below the table are remedies for some of the differences, and a line for each
 * tenant that could not be compared.
 */
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
    ...failed.map(({ tenant, error = '' }) => colors.red(`${tenant} could not be checked: ${error}`)),
    verdict(drifts.length, rows.length, failed.length),
  ].join('\n');
}

function verdict(tenants: number, differences: number, failed: number): string {
  const looked = `${tenants - failed} of ${tenants} tenants checked`;
  if (differences > 0) return `${looked}: ${counted(differences, 'difference')}`;
  if (failed === 0) return `${looked}: no drift`;
  return failed === tenants
    ? `${looked}: drift is unknown`
    : `${looked}: no drift in these; the state of the others is unknown`;
}
