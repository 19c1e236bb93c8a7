import { stringify } from 'yaml';
import { z } from 'zod';

import { PLANS } from '../account/plan';

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
  /** How the token gets into Entra. Absent from locks that older versions wrote. */
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
      /** Omitted if there are none. */
      readers: readersSchema.optional(),
      /** Omitted if there are none. */
      streams: tenantStreamsSchema.optional(),
    })
    .optional(),
  /** An external tenant that once belonged to the companion service, so its state contains data read from Azure. */
  wasCompanion: z.literal(true).optional(),
  /** Nobody manages the tenant any more. Its entry stays, so that its slug is never given to another tenant. */
  forgotten: z.literal(true).optional(),
});

export const fleetLockSchema = z.strictObject(
  { tenants: z.record(z.string(), lockedTenantSchema).default({}) },
  'must be what `npx entra-scim tenants lock` writes',
);

/**
 * The fleet when it was last locked. The lock remembers what the configuration's files once said.
 *
 * It reveals mistakes that would otherwise go unnoticed: a tenant's file that is missing, a token's generation that
 * decreases, the removal of a role that was never disabled, a slug that moves to another directory, or credentials that
 * move back from the vault, which is impossible. It also contains the data that the service needs to keep serving a
 * tenant whose file is gone.
 */
export type FleetLock = z.output<typeof fleetLockSchema>;

export type LockedTenant = z.output<typeof lockedTenantSchema>;

/**
 * Creates the new lock of a fleet. It contains every tenant that ever existed, so that no slug is ever reused.
 *
 * @param tenants the tenants that have a file.
 * @param forgotten slugs of tenants without a file that nobody manages any more.
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

/** The content of the lock file. */
export function renderLock(lock: FleetLock): string {
  return `# Written by \`npx entra-scim tenants lock\`. Commit it with the files that it was made from; do not edit it.\n${stringify(lock)}`;
}

/** Tenants in the lock that have no file any more, although nobody planned their removal. Their objects still exist. */
export function orphans(lock: FleetLock, slugs: ReadonlySet<string>): [string, LockedTenant][] {
  return withoutFile(lock, slugs, 'present');
}

/**
 * Tenants in the lock whose removal was planned and that have no file any more. It is unknown whether their objects are
 * gone.
 */
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

/**
 * A tenant whose file is gone, as the service needs it in order to keep serving the tenant. Undefined for an external
 * tenant.
 */
export function servedStill(slug: string, locked: LockedTenant): ServedTenant | undefined {
  const { entraTenantId, displayName, companion } = locked;
  if (companion === undefined) return undefined;
  const { plan, generation, retired, readers = [], streams = [], defaultRole, rate, ...service } = companion;
  return {
    slug,
    entraTenantId,
    displayName,
    roles: locked.roles.map((role) => ({ ...role, description: role.displayName })),
    target: {
      kind: 'companion',
      plan,
      token: { generation, retired },
      service: { ...service, defaultRole, rate },
      readers,
      streams: streams.map(resolveStream),
    },
  };
}

/** A tenant whose file is gone, as input for the stack that removes the tenant. */
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
      ? { companion: companion(target) }
      : before && (state === 'absent' || before.state === 'present') && wasCompanion(before)
        ? { wasCompanion: true }
        : {}),
  };
}

/**
 * Whether a tenant belongs or once belonged to the companion service. If so, its state may contain data read from
 * Azure.
 */
export function wasCompanion({ companion, wasCompanion: was }: LockedTenant): boolean {
  return companion !== undefined || was === true;
}

/** The companion part of a locked tenant. Undefined keys are omitted, since YAML would write them as null. */
function companion({
  plan,
  token,
  service: { defaultRole, rate, ...service },
  readers,
  streams,
}: Extract<TenantConfig['target'], { kind: 'companion' }>): NonNullable<LockedTenant['companion']> {
  return {
    plan,
    ...token,
    ...service,
    ...(defaultRole === undefined ? {} : { defaultRole }),
    ...(rate === undefined ? {} : { rate }),
    ...(readers.length === 0 ? {} : { readers: [...readers] }),
    ...(streams.length === 0 ? {} : { streams: tenantStreamsSchema.parse(streams) }),
  };
}
