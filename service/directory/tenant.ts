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

  /**
   * Source of the tenant's tokens and of its switch for SCIM: the files of an operator, or the account's admin in the
   * portal.
   */
  readonly managedBy: 'files' | 'portal';

  readonly roles: AccountRoles;
  readonly profile: Profile;

  /** How to answer a POST for an existing, inactive user: restore that user under the same id, or refuse with 409. */
  readonly restore: 'in-place' | 'refuse';

  /** The rate at which each replica accepts the tenant's requests. */
  readonly rate: Rate;
}

/** The reason why provisioning a tenant over SCIM is not permitted. Undefined when it is permitted. */
export function scimRefusal({ slug, plan, scimEnabled }: Tenant): string | undefined {
  if (!scimEnabled) return `SCIM is switched off for '${slug}'; switch it on in the account settings`;
  if (!includesScim(plan)) return `the plan '${plan}' of '${slug}' does not include SCIM; upgrade the plan`;
  return undefined;
}
