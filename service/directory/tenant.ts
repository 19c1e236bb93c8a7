import { includesScim } from '../../account/plan';
import type { Profile } from '../scim/profile';

import type { AccountRoles } from './account-roles';
import type { Rate } from './rate';
import type { TenantKey } from './store';

/** A tenant as the service knows it. */
export interface Tenant extends TenantKey {
  /** The tenant's plan, which decides whether SCIM is included. */
  readonly plan: string;

  /** The product's own switch for SCIM. */
  readonly scimEnabled: boolean;

  readonly roles: AccountRoles;
  readonly profile: Profile;

  /** What a POST does for a user who exists but is inactive: restores that user under the same id, or answers 409. */
  readonly restore: 'in-place' | 'refuse';

  /** Requests that a replica takes from the tenant. */
  readonly rate: Rate;
}

/** Why a tenant may not be provisioned over SCIM. Undefined when it may. */
export function scimRefusal({ slug, plan, scimEnabled }: Tenant): string | undefined {
  if (!scimEnabled) return `SCIM is switched off for '${slug}'; switch it on in the account settings`;
  if (!includesScim(plan)) return `the plan '${plan}' of '${slug}' does not include SCIM; upgrade the plan`;
  return undefined;
}
