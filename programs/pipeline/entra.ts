import type { TenantDrift } from '../sync/drift/difference';
import { fleetDrift } from '../sync/drift/tenant-drift';
import { chosenTenants, type SignedInFleet, signInFleet, syncTenant } from '../sync/signed-in-fleet';

/** What the steps ask of Entra. */
export interface Entra {
  /**
   * Brings a tenant's job to where its file says, for which Entra tests the connection.
   *
   * @throws {Error} with the reason, when Entra cannot connect.
   */
  sync(slug: string, print: (line: string) => void): Promise<void>;

  /** What differs from the files of these tenants. */
  drift(slugs: readonly string[]): Promise<TenantDrift[]>;
}

/** Entra as the environment signs in to it, once and only when it is asked. */
export function entraOf(folder: string, env: NodeJS.ProcessEnv): Entra {
  let signedIn: Promise<SignedInFleet> | undefined;
  const fleet = () => (signedIn ??= signInFleet(folder, env));
  return {
    sync: async (slug, print) => {
      const found = await fleet();
      for (const tenant of chosenTenants(found.tenants, [slug])) await syncTenant(tenant, found, print);
    },
    drift: async (slugs) => {
      const found = await fleet();
      return fleetDrift(
        found.tenants.filter(({ slug }) => slugs.includes(slug)),
        found,
      );
    },
  };
}
