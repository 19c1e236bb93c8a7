import type { FleetLock, LockedTenant } from '../fleet-lock';
import { LOCK_NAME } from '../fleet-lock';
import { resolveStream, type StreamConfig } from '../model/stream';
import { hasStack, type TenantConfig } from '../model/tenant';
import type { Complaint } from '../yaml/complaint';
import type { YamlFile } from '../yaml/yaml-file';

/** A tenant and the file that its complaints are about. */
export interface ReadTenant {
  readonly file: YamlFile;
  readonly tenant: TenantConfig;
}

/**
 * Complaints about changes that the lock forbids. Such a change cannot be undone, or needs more than one deployment.
 */
export function lockComplaints(tenants: readonly ReadTenant[], { tenants: locked }: FleetLock): Complaint[] {
  return tenants.flatMap(({ file, tenant }) => {
    const before = Object.hasOwn(locked, tenant.slug) ? locked[tenant.slug] : undefined;
    if (before === undefined) return [];
    return [
      ...sameDirectory(file, tenant, before),
      ...generationsGoUp(file, tenant, before),
      ...streamsGoUp(file, tenant, before),
      ...(isInEntra(before) ? ENTRA_RULES.flatMap((rule) => rule(file, tenant, before)) : []),
    ];
  });
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

function generationsGoUp(file: YamlFile, { target }: TenantConfig, { companion: before }: LockedTenant): Complaint[] {
  if (target.kind !== 'companion' || target.managedBy === 'portal' || before === undefined) return [];
  return (['generation', 'retired'] as const).flatMap((key) =>
    target.token[key] < before[key] ? [file.complain(['token', key], goesBack(before[key], target.token[key]))] : [],
  );
}

function goesBack(from: number, to: number, what = 'token'): string {
  return `goes back from ${from} to ${to}, to a ${what} that must not be used again; set ${from}, or more to rotate`;
}

/**
 * The generation of a stream's secret must not decrease, as long as the stream keeps its name and its kind of delivery.
 */
function streamsGoUp(file: YamlFile, { target }: TenantConfig, { companion: before }: LockedTenant): Complaint[] {
  if (target.kind !== 'companion' || before?.streams === undefined) return [];
  const earlier = before.streams.map(resolveStream);
  return target.streams.flatMap((stream, index) => {
    const locked = earlier.find(({ name, delivery }) => name === stream.name && delivery === stream.delivery);
    const was = locked === undefined ? {} : generationsIn(locked);
    return Object.entries(generationsIn(stream)).flatMap(([path, generation]) => {
      const from = was[path] ?? 0;
      const keys = ['streams', index, ...path.split('.')];
      return generation < from ? [file.complain(keys, goesBack(from, generation, 'secret'))] : [];
    });
  });
}

/** The generations of a stream's secrets. The keys are the paths of the values in the file. */
function generationsIn(stream: StreamConfig): Readonly<Record<string, number>> {
  switch (stream.delivery) {
    case 'webhook':
      return { 'secret.generation': stream.secret.generation, 'secret.retired': stream.secret.retired };
    case 'push':
      return stream.authorization ? { 'authorization.generation': stream.authorization.generation } : {};
    case 'poll':
      return {};
  }
}

/**
 * Until a tenant is deployed, Entra presents the token whose generation is in the lock. The service must still accept
 * it.
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
 * A tenant whose admin starts to use the service's portal loses its stack. So the stack's objects in Entra must have
 * been removed before.
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

/** Rules about what the tenant has in Entra. */
const ENTRA_RULES = [inUseUntilReplaced, removedBeforePortal, vaultForGood, disabledBeforeRemoved];
