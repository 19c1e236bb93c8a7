import { stringify } from 'yaml';
import { z } from 'zod';

import { PLANS } from '../account/plan';

import { rateSchema } from './model/rate';
import type { LeavingTenant, ServedTenant, TenantConfig } from './model/tenant';

/** Name of the file, in the folder of the configuration. */
export const LOCK_NAME = 'fleet.lock.yaml';

const lockedTenantSchema = z.strictObject({
  state: z.enum(['present', 'absent']),
  entraTenantId: z.guid(),
  displayName: z.string(),
  /** How the token gets into Entra. Absent from older locks. */
  credentials: z.enum(['terraform', 'vault']).optional(),
  roles: z.array(z.strictObject({ value: z.string(), displayName: z.string(), enabled: z.boolean() })),
  companion: z
    .strictObject({
      plan: z.enum(PLANS),
      generation: z.int().min(1),
      retired: z.int().min(0),
      scimEnabled: z.boolean(),
      profile: z.enum(['entra', 'rfc']),
      restore: z.enum(['in-place', 'refuse']),
      defaultRole: z.string().optional(),
      rate: rateSchema.optional(),
    })
    .optional(),
  /** An external tenant that was the companion service's before: its state holds what was looked up in Azure. */
  wasCompanion: z.literal(true).optional(),
  /** Nobody looks after it any more. It stays here because its slug is never given to another. */
  forgotten: z.literal(true).optional(),
});

export const fleetLockSchema = z.strictObject(
  { tenants: z.record(z.string(), lockedTenantSchema).default({}) },
  'must be what `npx entra-scim tenants lock` writes',
);

/**
 * The fleet as it was last locked: the memory that a configuration of files lacks.
 *
 * It shows that a tenant's file is gone, that a generation goes back, that a role is removed which was never disabled, that a
 * slug comes to another directory, or that credentials go back from the vault, which cannot be done. It holds what the service
 * has to know of a tenant, so that it can go on to serve one whose file is gone.
 */
export type FleetLock = z.output<typeof fleetLockSchema>;

export type LockedTenant = z.output<typeof lockedTenantSchema>;

/**
 * The lock of a fleet. It keeps every tenant that there ever was: a slug is never given to another.
 *
 * @param tenants those that have a file.
 * @param forgotten slugs of tenants without a file that nobody looks after any more.
 */
export function lockFleet(
  previous: FleetLock,
  tenants: readonly TenantConfig[],
  forgotten: readonly string[] = [],
): FleetLock {
  const locked = new Map(Object.entries(previous.tenants));
  for (const slug of forgotten) {
    const before = locked.get(slug);
    if (before) locked.set(slug, { ...before, forgotten: true });
  }
  for (const tenant of tenants) locked.set(tenant.slug, lockTenant(tenant, locked.get(tenant.slug)));
  return { tenants: Object.fromEntries([...locked].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** The lock as its file holds it. */
export function renderLock(lock: FleetLock): string {
  return `# Written by \`npx entra-scim tenants lock\`. Commit it with the files that it was made from; do not edit it.\n${stringify(lock)}`;
}

/** Tenants of the lock that have no file, and were not to be removed: what they have is still there. */
export function orphans(lock: FleetLock, slugs: ReadonlySet<string>): [string, LockedTenant][] {
  return withoutFile(lock, slugs, 'present');
}

/** Tenants of the lock that were to be removed, and have no file any more: whether they are gone, nobody knows. */
export function departed(lock: FleetLock, slugs: ReadonlySet<string>): [string, LockedTenant][] {
  return withoutFile(lock, slugs, 'absent');
}

function withoutFile(
  { tenants }: FleetLock,
  slugs: ReadonlySet<string>,
  state: LockedTenant['state'],
): [string, LockedTenant][] {
  return Object.entries(tenants).filter(
    ([slug, locked]) => locked.state === state && locked.forgotten === undefined && !slugs.has(slug),
  );
}

/** A tenant whose file is gone, as the service goes on to serve it. Undefined for an external one. */
export function servedStill(slug: string, locked: LockedTenant): ServedTenant | undefined {
  const { entraTenantId, displayName, companion } = locked;
  if (companion === undefined) return undefined;
  const { plan, generation, retired, scimEnabled, profile, restore, defaultRole, rate } = companion;
  return {
    slug,
    entraTenantId,
    displayName,
    roles: locked.roles.map((role) => ({ ...role, description: role.displayName })),
    target: {
      kind: 'companion',
      plan,
      token: { generation, retired },
      service: { scimEnabled, profile, restore, defaultRole, rate },
    },
  };
}

/** A tenant whose file is gone, as the stack that removes it needs it. */
export function leavingStill(slug: string, { entraTenantId, companion }: LockedTenant): LeavingTenant {
  return { slug, entraTenantId, target: { kind: companion === undefined ? 'external' : 'companion' } };
}

function lockTenant(
  { state, entraTenantId, displayName, roles, provisioning, target }: TenantConfig,
  before: LockedTenant | undefined,
): LockedTenant {
  return {
    state,
    entraTenantId,
    displayName,
    credentials: provisioning.credentials,
    roles: roles.map((role) => ({ value: role.value, displayName: role.displayName, enabled: role.enabled })),
    ...(target.kind === 'companion'
      ? { companion: { plan: target.plan, ...target.token, ...service(target.service) } }
      : before && (state === 'absent' || before.state === 'present') && wasCompanion(before)
        ? { wasCompanion: true }
        : {}),
  };
}

/** Whether a tenant is or was the companion service's, so that its state may hold what was looked up in Azure. */
export function wasCompanion({ companion, wasCompanion: was }: LockedTenant): boolean {
  return companion !== undefined || was === true;
}

/** Without the keys of what there is none of, since YAML would write them as null. */
function service({ defaultRole, rate, ...rest }: Extract<TenantConfig['target'], { kind: 'companion' }>['service']) {
  return { ...rest, ...(defaultRole === undefined ? {} : { defaultRole }), ...(rate === undefined ? {} : { rate }) };
}
