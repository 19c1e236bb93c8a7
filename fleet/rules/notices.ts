import { isDeepStrictEqual } from 'node:util';

import { AZURE_REGIONS } from '../../microsoft/azure/regions';
import { departed, type FleetLock, lockFleet, orphans } from '../fleet-lock';
import type { PlatformFile } from '../model/platform';
import type { TenantConfig } from '../model/tenant';
import { nearest } from '../yaml/schema-complaints';

/** A region that may be misspelled. A cloud given by a metadata host has regions of its own. */
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
 * Warns about rights that go to whichever identity runs Terraform, although several identities share the state: each
 * plan would revoke the other identity's grant, so one identity could never apply a plan made by another.
 */
export function identityNotices({ state, vault }: PlatformFile, tenants: readonly TenantConfig[]): string[] {
  if (state === 'local') return [];
  const open = tenants.filter(({ application }) => application.deployers.length === 0).map(({ slug }) => slug);
  return [
    ...(vault.writers.length === 0
      ? [
          "'vault.writers' is empty, so each identity that plans the platform takes over the right to write tokens; name who deploys it",
        ]
      : []),
    ...(open.length === 0
      ? []
      : [
          `no 'application.deployers' for ${named(open)}, so each identity that plans takes the applications over; name who deploys them`,
        ]),
  ];
}

/**
 * Warns about jobs that are taken over while Terraform stores the credentials: the portal may have stored additional
 * credentials, and then the provider waits in vain. The notice is shown until the tenant is in the lock, since its
 * operator has seen it by then.
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
          : 'it cannot be taken over: leave import out, and have a new application made';
      return (
        `tenant '${slug}' takes over a job, whose credentials Terraform can store only if they are BaseAddress, ` +
        'SecretToken and SyncAll alone. A notification address or a deletion limit that was set in the portal is one ' +
        `more, and the deployment waits for ten minutes and fails. If \`npx entra-scim drift ${slug}\` shows a further credential, ${remedy}`
      );
    });
}

/**
 * Says whether there is a lock, whether it is current, and which tenants no longer have a file.
 *
 * @param path path of the lock's file, as the operator would write it.
 * @param tenants the tenants that have a file.
 */
export function lockNotices(path: string, lock: FleetLock | undefined, tenants: readonly TenantConfig[]): string[] {
  const slugs = tenants.map(({ slug }) => slug);
  if (lock === undefined) {
    return slugs.length === 0
      ? []
      : [
          `there is no ${path}, so a tenant whose file is removed cannot be noticed; run \`npx entra-scim tenants lock\``,
        ];
  }
  return [
    ...staleness(path, lock, tenants),
    ...orphans(lock, new Set(slugs)).map(
      ([slug, { displayName }]) =>
        `tenant '${slug}' (${displayName}) has no file any more. Nothing of it is destroyed: its application, ` +
        `assignments and job stay in Entra, unmanaged, and the service goes on to accept its token. To remove it, bring ` +
        `its file back with 'state: absent'. To leave it to others: npx entra-scim tenants lock --forget ${slug}`,
    ),
    ...departed(lock, new Set(slugs)).map(
      ([slug, { displayName }]) =>
        `tenant '${slug}' (${displayName}) was to be removed and has no file any more. No file says ` +
        `whether that was deployed, so its stack is still there and plans the removal. Deploy it; when nothing is left to ` +
        `destroy: npx entra-scim tenants lock --forget ${slug}`,
    ),
  ];
}

function staleness(path: string, lock: FleetLock, tenants: readonly TenantConfig[]): string[] {
  const current = lockFleet(lock, tenants).tenants;
  const slugs = Object.keys(current).filter((slug) => !isDeepStrictEqual(current[slug], lock.tenants[slug]));
  const unknown = slugs.filter((slug) => !Object.hasOwn(lock.tenants, slug));
  const changed = slugs.filter((slug) => Object.hasOwn(lock.tenants, slug));
  if (slugs.length === 0) return [];
  const what = [
    ...(unknown.length === 0 ? [] : [`it does not know ${named(unknown)}`]),
    ...(changed.length === 0 ? [] : [`it does not know what has changed of ${named(changed)}`]),
  ];
  return [
    `${path} is not current: ${what.join(', and ')}. Were a file removed now, or a generation taken back, nobody would ` +
      'notice, and tokens that only the files know of would be destroyed; run `npx entra-scim tenants lock` and commit it',
  ];
}

/** Maximum number of slugs that a notice lists before it only counts the rest. */
const NAMED_MOST = 5;

function named(slugs: readonly string[]): string {
  const names = slugs.slice(0, NAMED_MOST).map((slug) => `'${slug}'`);
  const others = slugs.length - names.length;
  return others === 0 ? names.join(', ') : `${names.join(', ')} and ${others} more`;
}
