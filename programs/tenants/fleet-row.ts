import type { Configuration } from '../../fleet/load-config';
import { hasStack, type TenantConfig } from '../../fleet/model/tenant';
import { stackName } from '../../fleet/stack-name';

/**
 * A tenant as a row in the table of the fleet. Pipelines read this row as JSON, so the names of its members must stay
 * the same.
 */
export interface FleetRow {
  readonly slug: string;

  /** Null for a tenant whose admin uses the service's portal, because such a tenant has no stack. */
  readonly stack: string | null;
  readonly file: string;
  readonly state: 'present' | 'absent';
  readonly entraTenantId: string;
  readonly displayName: string;

  /** `companion` for our own service. For an external endpoint, its tenant URL. */
  readonly target: string;

  /**
   * How the tenant's connection to Entra is managed: by configuration files, or by the account's admin in the service's
   * portal.
   */
  readonly managedBy: 'files' | 'portal';

  /** Plan of the account. Null for an external tenant. */
  readonly plan: string | null;

  /** Number of roles that can be assigned. */
  readonly roles: number;
  readonly assignments: number;

  /**
   * Generation of the token that Entra presents. Null for a tenant with an external endpoint, and for a tenant whose
   * admin uses the service's portal.
   */
  readonly generation: number | null;
  readonly wave: number;
  readonly deletionProtection: boolean;
}

/** The tenants of the fleet, sorted by wave and then by slug. */
export function fleetRows({ declared }: Pick<Configuration, 'declared'>): FleetRow[] {
  return declared.map(rowOf).sort((a, b) => a.wave - b.wave || (a.slug < b.slug ? -1 : 1));
}

function rowOf(tenant: TenantConfig): FleetRow {
  const { slug, file, state, entraTenantId, displayName, target, roles, assignments, wave, deletionProtection } =
    tenant;
  const companion = target.kind === 'companion' ? target : undefined;
  return {
    slug,
    stack: hasStack(tenant) ? stackName(slug) : null,
    file,
    state,
    entraTenantId,
    displayName,
    target: target.kind === 'companion' ? 'companion' : target.tenantUrl,
    managedBy: companion?.managedBy ?? 'files',
    plan: companion?.plan ?? null,
    roles: roles.filter(({ enabled }) => enabled).length,
    assignments: assignments.length,
    generation: companion?.managedBy === 'files' ? companion.token.generation : null,
    wave,
    deletionProtection,
  };
}
