import { includesScim } from '../../account/plan';
import type { Profile } from '../scim/profile';

import type { AccountRoles } from './account-roles';
import type { Rate } from './rate';
import type { TenantKey } from './store';

/** A tenant with its settings. */
export interface Tenant extends TenantKey {
  /** The tenant's plan, which determines whether SCIM is included. */
  readonly plan: string;

  /** Whether SCIM is switched on for the tenant. If the switch is in the portal, this value may change at any time. */
  readonly scimEnabled: boolean;

  /** Where the tenant's tokens and its switch for SCIM come from: an operator's files, or the account's admin. */
  readonly managedBy: 'files' | 'portal';

  readonly roles: AccountRoles;
  readonly profile: Profile;

  /** How to answer a POST for an existing, inactive user: restore that user under the same id, or answer 409. */
  readonly restore: 'in-place' | 'refuse';

  /** Rate limit for the tenant's requests to one replica. */
  readonly rate: Rate;
}

/** The reason why a tenant may not be provisioned over SCIM. Undefined when it may. */
export function scimRefusal({ slug, plan, scimEnabled }: Tenant): string | undefined {
  if (!scimEnabled) return `SCIM is switched off for '${slug}'; switch it on in the account settings`;
  if (!includesScim(plan)) return `the plan '${plan}' of '${slug}' does not include SCIM; upgrade the plan`;
  return undefined;
}
