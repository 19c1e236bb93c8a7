import { stringify } from 'yaml';
import { z } from 'zod';

import { PLANS } from '../account/plan';

import { raisedGenerations, type Rotating } from './generations';
import { rateSchema } from './model/rate';
import { readersSchema } from './model/readers';
import { resolveStream } from './model/stream';
import { tenantStreamsSchema } from './model/stream-options';
import type { LeavingTenant, ServedTenant, TenantConfig } from './model/tenant';

/** Name of the lock file in the configuration folder. */
export const LOCK_NAME = 'fleet.lock.yaml';

const lockedTenantSchema = z.strictObject({
  state: z.enum(['present', 'absent']),
  entraTenantId: z.guid(),
  displayName: z.string(),
  /** How the token gets into Entra. This key is missing from locks that were written by older versions. */
  credentials: z.enum(['terraform', 'vault']).optional(),
  roles: z.array(z.strictObject({ value: z.string(), displayName: z.string(), enabled: z.boolean() })),
  companion: z
    .strictObject({
      plan: z.enum(PLANS),
      /** Omitted if configuration files manage the tenant's connection to Entra. */
      managedBy: z.literal('portal').optional(),
      generation: z.int().min(1),
      retired: z.int().min(0),
      scimEnabled: z.boolean(),
      profile: z.enum(['entra', 'rfc']),
      restore: z.enum(['in-place', 'refuse']),
      defaultRole: z.string().optional(),
      rate: rateSchema.optional(),
      /** Omitted if the tenant has no readers. */
      readers: readersSchema.optional(),
      /** Omitted if the tenant has no streams. */
      streams: tenantStreamsSchema.optional(),
    })
    .optional(),
  /**
   * Set for a tenant that now has an external endpoint, but once used this project's SCIM service. The tenant's
   * Terraform state still contains data read from Azure.
   */
  wasCompanion: z.literal(true).optional(),
  /**
   * Set when this project no longer manages the tenant. The entry stays in the lock, so that no other tenant can get
   * the same slug.
   */
  forgotten: z.literal(true).optional(),
});

const lockedPlatformSchema = z.strictObject({
  /** The generations in the platform's file that are no longer the initial ones, by id. */
  generations: z.record(z.string(), z.int().min(0)),
});

export const fleetLockSchema = z.strictObject(
  {
    /** Omitted if all generations in the platform's file are still the initial ones. */
    platform: lockedPlatformSchema.optional(),
    tenants: z.record(z.string(), lockedTenantSchema).default({}),
  },
  'must be what `npx entra-scim tenants lock` writes',
);

/**
 * The content of the lock file: the fleet at the time when `entra-scim tenants lock` last ran.
 *
 * The lock reveals mistakes that would otherwise go unnoticed: a tenant's file that is missing, a secret's generation
 * that decreases, the removal of a role that was never disabled, a slug that moves to another directory, or credentials
 * that move back from the vault, which is impossible. The lock also contains the data that the service needs to keep
 * serving a tenant whose file is gone.
 */
export type FleetLock = z.output<typeof fleetLockSchema>;

export type LockedTenant = z.output<typeof lockedTenantSchema>;

/** The data from which a lock is made. */
export interface Fleet {
  readonly platform: Rotating;

  /** The tenants that have a file. */
  readonly declared: readonly TenantConfig[];
}

/**
 * Creates the new lock of a fleet. It contains every tenant that ever existed, so that no slug is ever reused.
 *
 * @param forgotten slugs of tenants that no longer have a file and are no longer managed.
 */
export function lockFleet(
  previous: FleetLock,
  { platform, declared }: Fleet,
  forgotten: readonly string[] = [],
): FleetLock {
  const locked = new Map(Object.entries(previous.tenants));
  for (const slug of forgotten) {
    const before = locked.get(slug);
    if (before) locked.set(slug, { ...before, forgotten: true });
  }
  for (const tenant of declared) locked.set(tenant.slug, lockTenant(tenant, locked.get(tenant.slug)));
  const generations = raisedGenerations(platform);
  return {
    ...(Object.keys(generations).length === 0 ? {} : { platform: { generations } }),
    tenants: Object.fromEntries([...locked].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** Renders the content of the lock file. */
export function renderLock(lock: FleetLock): string {
  return `# Written by \`npx entra-scim tenants lock\`. Commit it with the files that it was made from; do not edit it.\n${stringify(lock)}`;
}

/**
 * Tenants that no longer have a file, but are marked as present in the lock: nobody planned to remove them. Their
 * objects in Entra still exist.
 */
export function orphans(lock: FleetLock, slugs: ReadonlySet<string>): [string, LockedTenant][] {
  return withoutFile(lock, slugs, 'present');
}

/**
 * Tenants that no longer have a file, and are marked as absent in the lock. Their objects in Entra may still exist.
 * Tenants that their admins manage in the service's portal are left out, because they have no such objects.
 */
export function departed(lock: FleetLock, slugs: ReadonlySet<string>): [string, LockedTenant][] {
  return withoutFile(lock, slugs, 'absent').filter(([, { companion }]) => companion?.managedBy !== 'portal');
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

/**
 * The data that the service needs to keep serving a tenant whose file is gone. Undefined for a tenant with an external
 * endpoint.
 */
export function servedStill(slug: string, locked: LockedTenant): ServedTenant | undefined {
  const { entraTenantId, displayName, companion } = locked;
  if (companion === undefined) return undefined;
  const {
    plan,
    managedBy = 'files',
    generation,
    retired,
    readers = [],
    streams = [],
    defaultRole,
    rate,
    ...service
  } = companion;
  return {
    slug,
    entraTenantId,
    displayName,
    roles: locked.roles.map((role) => ({ ...role, description: role.displayName })),
    target: {
      kind: 'companion',
      managedBy,
      plan,
      token: { generation, retired },
      service: { ...service, defaultRole, rate },
      readers,
      streams: streams.map(resolveStream),
    },
  };
}

/** The data needed by the stack that removes a tenant whose file is gone. */
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
      ? { companion: companion(target, before?.companion) }
      : before && (state === 'absent' || before.state === 'present') && wasCompanion(before)
        ? { wasCompanion: true }
        : {}),
  };
}

/**
 * Whether a tenant uses, or once used, this project's SCIM service. The Terraform state of such a tenant may contain
 * data read from Azure.
 */
export function wasCompanion({ companion, wasCompanion: was }: LockedTenant): boolean {
  return companion !== undefined || was === true;
}

/**
 * The part of a tenant's lock entry that only tenants of this project's SCIM service have. Undefined keys are omitted,
 * since YAML would write them as null.
 *
 * @param before the same part of the tenant's entry in the previous lock. A tenant managed in the service's portal
 *   keeps its token generations, so that none of them is used again if a file manages its tokens later.
 */
function companion(
  { plan, managedBy, token, service: { defaultRole, rate, ...service }, readers, streams }: CompanionTarget,
  before: LockedTenant['companion'],
): NonNullable<LockedTenant['companion']> {
  const { generation, retired } = managedBy === 'portal' ? (before ?? token) : token;
  return {
    plan,
    ...(managedBy === 'portal' ? { managedBy } : {}),
    generation,
    retired,
    ...service,
    ...(defaultRole === undefined ? {} : { defaultRole }),
    ...(rate === undefined ? {} : { rate }),
    ...(readers.length === 0 ? {} : { readers: [...readers] }),
    ...(streams.length === 0 ? {} : { streams: tenantStreamsSchema.parse(streams) }),
  };
}

type CompanionTarget = Extract<TenantConfig['target'], { kind: 'companion' }>;
