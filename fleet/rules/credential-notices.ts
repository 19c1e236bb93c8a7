import type { FleetLock } from '../fleet-lock';
import type { TenantConfig } from '../model/tenant';

/**
 * Who takes over a job with credentials that Terraform stores: the portal may have stored more of them, for which the
 * provider has no patience. Said until the tenant is in the lock, by when its operator has seen it.
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
        `more, and the deployment waits for ten minutes and fails. If \`npm run drift -- ${slug}\` tells of a further credential, ${remedy}`
      );
    });
}
