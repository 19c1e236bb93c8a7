import { loadConfig } from '../../fleet/load-config';
import { type FleetRow, fleetRows } from '../tenants/fleet-row';

import { StepError } from './step';

/** The part of a tenant that pipeline steps need. */
export type Tenant = Pick<FleetRow, 'slug' | 'state' | 'target' | 'wave'> & { readonly stack: string };

/** Reads those tenants of a configuration that have a stack. @param folder folder of the configuration. */
export function listTenants(folder: string): Tenant[] {
  return fleetRows(loadConfig(folder)).flatMap(({ stack, ...row }) => (stack === null ? [] : [{ ...row, stack }]));
}

/**
 * Slugs of all tenants or, if names are given, of the named tenants. Tenants that are being removed are left out, since
 * their files declare nothing that Entra could be compared with.
 */
export function presentTenants(tenants: readonly Tenant[], named: readonly string[]): string[] {
  const known = tenants.map(({ slug }) => slug);
  const unknown = named.filter((slug) => !known.includes(slug));
  if (unknown.length > 0) {
    throw new StepError(`no stack of a tenant ${unknown.join(', ')}; tenants with a stack are ${known.join(', ')}`);
  }
  return tenants.flatMap(({ slug, state }) =>
    state === 'present' && (named.length === 0 || named.includes(slug)) ? [slug] : [],
  );
}
