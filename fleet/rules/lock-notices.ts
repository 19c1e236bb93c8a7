import { isDeepStrictEqual } from 'node:util';

import { departed, type FleetLock, lockFleet, orphans } from '../fleet-lock';
import type { TenantConfig } from '../model/tenant';

interface Files {
  /** Tenants whose files say that they are there. */
  readonly tenants: readonly TenantConfig[];

  /** Tenants whose files plan their removal. */
  readonly absent: readonly TenantConfig[];
}

/**
 * What an operator should know of the lock: that there is none, that it is old, which tenants have no file any more.
 *
 * @param path the lock's file, as the operator would name it.
 */
export function lockNotices(path: string, lock: FleetLock | undefined, files: Files): string[] {
  const slugs = [...files.tenants, ...files.absent].map(({ slug }) => slug);
  if (lock === undefined) {
    return slugs.length === 0
      ? []
      : [`there is no ${path}, so a tenant whose file is removed cannot be noticed; run \`npm run tenants -- lock\``];
  }
  return [
    ...staleness(path, lock, files),
    ...orphans(lock, new Set(slugs)).map(
      ([slug, { displayName }]) =>
        `tenant '${slug}' (${displayName}) has no file any more. Nothing of it is destroyed: its application, ` +
        `assignments and job stay in Entra, unmanaged, and the service goes on to accept its token. To remove it, bring ` +
        `its file back with 'state: absent'. To leave it to others: npm run tenants -- lock --forget ${slug}`,
    ),
    ...departed(lock, new Set(slugs)).map(
      ([slug, { displayName }]) =>
        `tenant '${slug}' (${displayName}) was to be removed and has no file any more. Whether that was deployed, no ` +
        `file tells, so that its stack is still there and plans the removal. Deploy it; when nothing is left to ` +
        `destroy: npm run tenants -- lock --forget ${slug}`,
    ),
  ];
}

function staleness(path: string, lock: FleetLock, { tenants, absent }: Files): string[] {
  const current = Object.entries(lockFleet(lock, tenants, absent).tenants);
  const unknown = current.filter(([slug]) => !Object.hasOwn(lock.tenants, slug));
  const changed = current.filter(
    ([slug, tenant]) => Object.hasOwn(lock.tenants, slug) && !isDeepStrictEqual(tenant, lock.tenants[slug]),
  );
  if (unknown.length + changed.length === 0) return [];
  const what = [
    ...(unknown.length === 0 ? [] : [`it does not know ${named(unknown)}`]),
    ...(changed.length === 0 ? [] : [`it does not know what has changed of ${named(changed)}`]),
  ];
  return [
    `${path} is not current: ${what.join(', and ')}. Were a file removed now, or a generation taken back, nobody would ` +
      'notice, and the tokens that only the files tell of would be destroyed; run `npm run tenants -- lock` and commit it',
  ];
}

const NAMED_MOST = 5;

function named(tenants: readonly (readonly [string, unknown])[]): string {
  const names = tenants.slice(0, NAMED_MOST).map(([slug]) => `'${slug}'`);
  const others = tenants.length - names.length;
  return others === 0 ? names.join(', ') : `${names.join(', ')} and ${others} more`;
}
