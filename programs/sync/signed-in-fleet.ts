import { cloudVariables } from '../../fleet/cloud-variables';
import { loadConfig } from '../../fleet/load-config';
import type { TenantConfig } from '../../fleet/model/tenant';
import { connect } from '../../microsoft/connection';
import { readSettings } from '../../microsoft/settings';

import type { Surroundings } from './found-tenant';

/** The tenants of a configuration, and what is needed to look them up. */
export interface SignedInFleet extends Surroundings {
  readonly tenants: readonly TenantConfig[];
}

/**
 * Reads a configuration, and signs in with the environment's identity.
 *
 * @param folder of the configuration.
 */
export async function signInFleet(folder: string, env: NodeJS.ProcessEnv): Promise<SignedInFleet> {
  const { platform, tenants } = loadConfig(folder);
  return { platform, tenants, connection: await connect(readSettings({ ...env, ...cloudVariables(platform) })) };
}

/** The tenants with these slugs, in the order of the files. All of them when none is named. */
export function chosenTenants(tenants: readonly TenantConfig[], slugs: readonly string[]): readonly TenantConfig[] {
  const unknown = slugs.find((slug) => !tenants.some((tenant) => tenant.slug === slug));
  if (unknown !== undefined) {
    throw new Error(`there is no tenant '${unknown}'; known are ${tenants.map(({ slug }) => slug).join(', ')}`);
  }
  return slugs.length === 0 ? tenants : tenants.filter(({ slug }) => slugs.includes(slug));
}
