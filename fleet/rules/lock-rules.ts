import { type FleetLock, LOCK_NAME, type LockedTenant, servedStill } from '../fleet-lock';
import { generationsIn, raisedGenerations, type Rotating } from '../generations';
import type { PlatformConfig } from '../model/platform';
import { hasStack, type TenantConfig } from '../model/tenant';
import type { Complaint } from '../yaml/complaint';
import type { YamlFile } from '../yaml/yaml-file';

/** A tenant, and the file in which complaints about the tenant are reported. */
export interface ReadTenant {
  readonly file: YamlFile;
  readonly tenant: TenantConfig;
}

/** The platform, and the file in which complaints about the platform are reported. */
export interface ReadPlatform {
  readonly file: YamlFile;

  /** Undefined if the file has mistakes. */
  readonly platform: PlatformConfig | undefined;
}

/**
 * Complaints about changes that the lock forbids. Such a change either cannot be undone or needs more than one
 * deployment.
 */
export function lockComplaints(
  { file, platform }: ReadPlatform,
  tenants: readonly ReadTenant[],
  locked: FleetLock,
): Complaint[] {
  return [
    ...(platform ? generationsGoUp(file, platform, locked.platform?.generations ?? {}) : []),
    ...tenants.flatMap((read) => {
      const { slug } = read.tenant;
      const before = Object.hasOwn(locked.tenants, slug) ? locked.tenants[slug] : undefined;
      return before === undefined ? [] : tenantComplaints(read, before);
    }),
  ];
}

function tenantComplaints({ file, tenant }: ReadTenant, before: LockedTenant): Complaint[] {
  const moved = sameDirectory(file, tenant, before);
  if (moved.length > 0) return moved; // this is another tenant, with which nothing else can be compared
  return [
    ...tenantGenerationsGoUp(file, tenant, before),
    ...(isInEntra(before) ? ENTRA_RULES.flatMap((rule) => rule(file, tenant, before)) : []),
  ];
}

/** Whether the tenant has objects in Entra that its stack manages. */
function isInEntra({ state, companion }: LockedTenant): boolean {
  return state === 'present' && companion?.managedBy !== 'portal';
}

function sameDirectory(file: YamlFile, { slug, entraTenantId }: TenantConfig, before: LockedTenant): Complaint[] {
  if (entraTenantId === before.entraTenantId.toLowerCase()) return [];
  const message =
    `is not the directory of '${slug}' in ${LOCK_NAME}, ${before.entraTenantId}; a slug must never be given to ` +
    'another tenant, because their users would be mixed: choose a new slug';
  return [file.complain(['entraTenantId'], message)];
}

function tenantGenerationsGoUp(file: YamlFile, tenant: TenantConfig, before: LockedTenant): Complaint[] {
  const { target } = tenant;
  const locked = servedStill(tenant.slug, before)?.target;
  if (target.kind === 'external' || locked?.kind !== 'companion') return [];
  const { token, ...rest } = target;
  return generationsGoUp(file, hasStack(tenant) ? { token, ...rest } : rest, raisedGenerations(locked));
}

/** The generation of a secret must not decrease. If a reader or stream is renamed, its secrets count as new ones. */
function generationsGoUp(file: YamlFile, now: Rotating, before: Readonly<Record<string, number>>): Complaint[] {
  return generationsIn(now).flatMap(({ id, path, value, what }) => {
    const from = before[id] ?? 0;
    if (value >= from) return [];
    const [reason, remedy] =
      path.at(-1) === 'retired'
        ? ['that was retired', `${from} or more`]
        : ['that was replaced', `${from}, or more to rotate`];
    return [file.complain(path, `goes back from ${from} to ${value}, to a ${what} ${reason}; set ${remedy}`)];
  });
}

/**
 * Until a tenant is deployed, Entra presents the token whose generation is in the lock. The service must still accept
 * that token.
 */
function inUseUntilReplaced(file: YamlFile, { target }: TenantConfig, before: LockedTenant): Complaint[] {
  if (target.kind !== 'companion' || before.companion === undefined) return [];
  const { generation, retired } = target.token;
  const inUse = before.companion.generation;
  if (retired < inUse) return [];
  const message =
    `retires generation ${inUse}, which Entra still presents according to ${LOCK_NAME}, so the ` +
    `service would refuse Entra immediately; rotate in three steps, each locked and deployed: set 'generation: ${generation}' ` +
    `and 'retired: ${before.companion.retired}', deploy the platform; deploy the tenant; then set 'retired: ${retired}' ` +
    'and deploy the platform';
  return [file.complain(['token', 'retired'], message)];
}

/**
 * A tenant whose admin uses the service's portal has no stack. So the stack that the tenant had before must have been
 * removed, together with its objects in Entra.
 */
function removedBeforePortal(file: YamlFile, tenant: TenantConfig): Complaint[] {
  if (hasStack(tenant)) return [];
  const message =
    `is 'portal', but according to ${LOCK_NAME} this file manages the tenant's application in Entra, which would stay there, ` +
    "unmanaged; remove it first: 'managedBy: files' with 'state: absent', deploy, lock, then set 'managedBy: portal'";
  return [file.complain(['managedBy'], message)];
}

function vaultForGood(file: YamlFile, { provisioning }: TenantConfig, before: LockedTenant): Complaint[] {
  if (before.credentials !== 'vault' || provisioning.credentials === 'vault') return [];
  const message =
    "goes back from 'vault' to 'terraform', which is impossible in place: Entra keeps the notification settings that are " +
    'stored, and the provider waits in vain until only its own three keys are left. Leave it at vault, or remove the ' +
    "tenant first: 'state: absent', deploy, lock, then bring it back";
  return [file.complain(['provisioning', 'credentials'], message)];
}

function disabledBeforeRemoved(file: YamlFile, tenant: TenantConfig, before: LockedTenant): Complaint[] {
  if (!hasStack(tenant)) return [];
  const { roles } = tenant;
  return before.roles
    .filter(({ value, enabled }) => enabled && !roles.some((role) => role.value === value))
    .map(({ value }) =>
      file.complain(
        ['roles'],
        `no longer contains '${value}', and Entra does not delete an enabled role; put it back and list it under ` +
          'roles.disabled, deploy, run `npx entra-scim tenants lock`, then remove it',
      ),
    );
}

/** Rules about a tenant's objects in Entra. */
const ENTRA_RULES = [inUseUntilReplaced, removedBeforePortal, vaultForGood, disabledBeforeRemoved];
