import { isDeepStrictEqual } from 'node:util';

import { AZURE_REGIONS } from '../../microsoft/azure/regions';
import { departed, type Fleet, type FleetLock, lockFleet, orphans } from '../fleet-lock';
import type { PlatformFile } from '../model/platform';
import type { TenantConfig } from '../model/tenant';
import { nearest } from '../yaml/schema-complaints';

/**
 * A notice about a region whose name may be misspelled. A private cloud gets no notice, because it has its own regions.
 */
export function regionNotices(location: string, metadataHost?: string): string[] {
  if (metadataHost !== undefined || AZURE_REGIONS.includes(location)) return [];
  const near = nearest(location, AZURE_REGIONS);
  const remedy =
    near === undefined ? 'see what `az account list-locations --query [].name` lists' : `did you mean '${near}'?`;
  return [
    `'location: ${location}' is not a region that this version knows; Azure will refuse it if it does not exist; ${remedy}`,
  ];
}

/**
 * Warns if the file does not list the identities that run Terraform, although several identities may share the state.
 * Rights are then granted to the identity that runs Terraform. A plan by another identity would revoke them, so no
 * identity could apply a plan that another identity made.
 */
export function identityNotices({ state, vault }: PlatformFile, tenants: readonly TenantConfig[]): string[] {
  if (state === 'local') return [];
  const open = tenants.filter(({ application }) => application.deployers.length === 0).map(({ slug }) => slug);
  return [
    ...(vault.writers.length === 0
      ? [
          "'vault.writers' is empty, so each identity that plans the platform takes the right to write tokens from the previous one; list the identities that deploy it",
        ]
      : []),
    ...(open.length === 0
      ? []
      : [
          `no 'application.deployers' for ${named(open)}, so each identity that plans becomes their owner in place of the previous one; list the identities that deploy them`,
        ]),
  ];
}

/**
 * Warns if Terraform takes over a job and stores its credentials. If the Entra admin center has stored additional
 * credentials, the provider waits forever for them to disappear. The warning is no longer shown once the tenant is in
 * the lock file, because the operator has seen the warning by then.
 */
export function credentialNotices(tenants: readonly TenantConfig[], lock: FleetLock | undefined): string[] {
  return tenants
    .filter(({ slug, takeover, provisioning }) => {
      const isNew = !Object.hasOwn(lock?.tenants ?? {}, slug);
      return isNew && takeover?.job !== undefined && provisioning.credentials === 'terraform';
    })
    .map(({ slug, target }) => {
      const remedy =
        target.kind === 'companion'
          ? "set 'provisioning.credentials: vault'"
          : 'it cannot be taken over: remove import, so that a new application is created';
      return (
        `tenant '${slug}' takes over a job. Terraform can store its credentials only if they are exactly BaseAddress, ` +
        'SecretToken and SyncAll. A notification address or a deletion limit that was set in the Entra admin center is one ' +
        `more: the deployment would wait for ten minutes and fail. If \`npx entra-scim drift ${slug}\` shows a further credential, ${remedy}`
      );
    });
}

/**
 * Notices about a missing or outdated lock, and about tenants that no longer have a file.
 *
 * @param path path of the lock file, relative to the working directory.
 * @param fleet the platform, and the tenants that have a file.
 */
export function lockNotices(path: string, lock: FleetLock | undefined, fleet: Fleet): string[] {
  const slugs = fleet.declared.map(({ slug }) => slug);
  if (lock === undefined) {
    return slugs.length === 0
      ? []
      : [
          `there is no ${path}, so nobody would notice if a tenant's file were removed; run \`npx entra-scim tenants lock\``,
        ];
  }
  return [
    ...staleness(path, lock, fleet),
    ...orphans(lock, new Set(slugs)).map(
      ([slug, { displayName, companion }]) =>
        `tenant '${slug}' (${displayName}) has no file any more. Nothing is destroyed: ` +
        (companion?.managedBy === 'portal'
          ? `the service still accepts the tokens that its admin generated in the portal. `
          : `its application, assignments and job stay in Entra, unmanaged, and the service still accepts its token. `) +
        `To remove it, bring its file back with 'state: absent'. To leave it to others: npx entra-scim tenants lock --forget ${slug}`,
    ),
    ...departed(lock, new Set(slugs)).map(
      ([slug, { displayName }]) =>
        `tenant '${slug}' (${displayName}) was to be removed, and has no file any more. Nothing says ` +
        `whether that was deployed, so its stack still exists and plans the removal. Deploy it; when nothing is left to ` +
        `destroy: npx entra-scim tenants lock --forget ${slug}`,
    ),
  ];
}

function staleness(path: string, lock: FleetLock, fleet: Fleet): string[] {
  const { platform, tenants: current } = lockFleet(lock, fleet);
  const slugs = Object.keys(current).filter((slug) => !isDeepStrictEqual(current[slug], lock.tenants[slug]));
  const unknown = slugs.filter((slug) => !Object.hasOwn(lock.tenants, slug));
  const changed = slugs.filter((slug) => Object.hasOwn(lock.tenants, slug));
  const what = [
    ...(isDeepStrictEqual(platform, lock.platform) ? [] : ['it does not have the generations of the platform']),
    ...(unknown.length === 0 ? [] : [`it does not know ${named(unknown)}`]),
    ...(changed.length === 0 ? [] : [`it does not have the changes to ${named(changed)}`]),
  ];
  if (what.length === 0) return [];
  return [
    `${path} is not current: ${what.join(', and ')}. If a file were removed now, or a generation lowered, nobody would ` +
      'notice, and tokens that are only in the files would be destroyed; run `npx entra-scim tenants lock` and commit it',
  ];
}

/** Maximum number of slugs that a notice lists. For the remaining tenants, the notice gives only their number. */
const NAMED_MOST = 5;

function named(slugs: readonly string[]): string {
  const names = slugs.slice(0, NAMED_MOST).map((slug) => `'${slug}'`);
  const others = slugs.length - names.length;
  return others === 0 ? names.join(', ') : `${names.join(', ')} and ${others} more`;
}
