import { createColors } from 'picocolors';

import { cloudVariables } from '../../../fleet/cloud-variables';
import { loadConfig } from '../../../fleet/load-config';
import { chosenTenants } from '../chosen-tenants';
import { connect } from '../connection';
import { readSettings } from '../settings';

import type { TenantDrift } from './difference';
import { renderDrift } from './drift-report';
import { tenantDrift } from './tenant-drift';

export interface DriftOptions {
  readonly format: 'json' | 'table';
  readonly serviceUrl?: string;

  /** Whether the table is for a terminal. */
  readonly color: boolean;
}

/** Tenants looked at in parallel: Graph throttles per directory and per application that signs in. */
const AT_ONCE = 4;

/** Compares Entra with the files, and prints what differs. */
export async function drift(
  slugs: readonly string[],
  { format, serviceUrl, color }: DriftOptions,
  env: NodeJS.ProcessEnv,
  print: (text: string) => void,
): Promise<'drift' | 'failed' | 'none'> {
  const { platform, tenants } = loadConfig(env['CONFIG_DIR'] || 'config');
  const chosen = chosenTenants(tenants, slugs);
  const connection = await connect(readSettings({ ...env, ...cloudVariables(platform) }));

  const drifts: TenantDrift[] = [];
  const queue = chosen.map((tenant, index) => ({ tenant, index }));
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      drifts[next.index] = await tenantDrift(next.tenant, platform, connection, serviceUrl);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));

  print(format === 'json' ? JSON.stringify(drifts, null, 2) : renderDrift(drifts, createColors(color)));
  if (drifts.some(({ error }) => error !== undefined)) return 'failed';
  return drifts.some(({ differences }) => differences.length > 0) ? 'drift' : 'none';
}
