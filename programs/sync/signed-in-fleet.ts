import { cloudVariables } from '../../fleet/cloud-variables';
import { type Configuration, loadConfig } from '../../fleet/load-config';
import type { TenantConfig } from '../../fleet/model/tenant';
import { whyNotInEntra } from '../../fleet/why-not-in-entra';
import { connect } from '../../microsoft/connection';
import { readSettings } from '../../microsoft/settings';

import { findTenant, type Surroundings } from './found-tenant';
import { synchronize } from './job/synchronize';

/** The tenants of a configuration, and everything needed to look them up. */
export interface SignedInFleet extends Surroundings, Fleet {}

type Fleet = Pick<Configuration, 'declared' | 'tenants'>;

/**
 * Reads a configuration, and signs in with the identity from the environment.
 *
 * @param folder folder of the configuration.
 */
export async function signInFleet(folder: string, env: NodeJS.ProcessEnv): Promise<SignedInFleet> {
  const { platform, declared, tenants } = loadConfig(folder);
  return {
    platform,
    declared,
    tenants,
    connection: await connect(readSettings({ ...env, ...cloudVariables(platform) })),
  };
}

/**
 * The tenants with these slugs, in the order of the files. If no slugs are given, all tenants that have a stack.
 *
 * @throws {Error} with the reason, if one of the tenants has no stack.
 */
export function chosenTenants(fleet: Fleet, slugs: readonly string[]): readonly TenantConfig[] {
  const { tenants } = fleet;
  const unknown = slugs.find((slug) => !tenants.some((tenant) => tenant.slug === slug));
  if (unknown !== undefined) throw new Error(whyNotInEntra(unknown, fleet));
  return slugs.length === 0 ? tenants : tenants.filter(({ slug }) => slugs.includes(slug));
}

/**
 * Synchronizes a tenant as `terraform apply` does in the tenant's stack, but uses only the tenant's file and Graph. So
 * a person can do this without Terraform, and without access to its state, which may contain tokens.
 *
 * @param print called with one line for each action.
 */
export async function syncTenant(
  tenant: TenantConfig,
  surroundings: Surroundings,
  print: (line: string) => void,
): Promise<void> {
  const { graph, settings } = await findTenant(tenant, surroundings);
  await synchronize(settings, { graph, readSecret: surroundings.connection.readSecret, print });
}
