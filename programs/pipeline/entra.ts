import type { TenantDrift } from '../sync/drift/difference';
import { fleetDrift } from '../sync/drift/tenant-drift';
import { chosenTenants, type SignedInFleet, signInFleet, syncTenant } from '../sync/signed-in-fleet';

/** The operations in Entra that pipeline steps use. */
export interface Entra {
  /**
   * Brings a tenant's provisioning job into the state that the tenant's file declares. Entra also tests the connection.
   *
   * @throws {Error} with the reason, if Entra cannot connect.
   */
  sync(slug: string, print: (line: string) => void): Promise<void>;

  /** The differences between Entra and the files of these tenants. */
  drift(slugs: readonly string[]): Promise<TenantDrift[]>;
}

/**
 * Entra, accessed with the identity from the environment. Signs in once, when an operation first needs a connection.
 *
 * @param folder returns the folder of the configuration.
 */
export function entraOf(folder: () => string, env: NodeJS.ProcessEnv): Entra {
  let signedIn: Promise<SignedInFleet> | undefined;
  const fleet = () => (signedIn ??= signInFleet(folder(), env));
  return {
    sync: async (slug, print) => {
      const found = await fleet();
      for (const tenant of chosenTenants(found, [slug])) await syncTenant(tenant, found, print);
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
