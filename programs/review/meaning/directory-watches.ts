import { UNKNOWN } from '../masking/reveal';
import type { Json } from '../plan/terraform-plan';

import { always, becomes, type Watch } from './watch';

/** Whether somebody is gone for certain. */
const leave = (after: readonly Json[], before: readonly Json[]) =>
  !after.includes(UNKNOWN) && before.some((member) => !after.includes(member));

const GROUP: readonly Watch[] = [
  { path: 'members', kind: 'group-members-removed', when: leave },
  { path: 'members', kind: 'group-members-changed', when: always },
  { path: 'dynamic_membership.rule', kind: 'group-rule-changed', when: always },
  { path: 'dynamic_membership.enabled', kind: 'group-rule-changed', when: always },
  { path: 'display_name', kind: 'group-matching-changed', when: always },
  { path: 'mail_nickname', kind: 'group-matching-changed', when: always },
  { path: 'security_enabled', kind: 'group-security-changed', when: always },
  { path: 'visibility', kind: 'group-open', when: becomes('Public'), created: true, anew: true },
  { path: 'assignable_to_role', kind: 'group-role-assignable', when: becomes(true), created: true, anew: true },
  { path: 'administrative_unit_ids', kind: 'administered-by-others', when: always },
];

/** What to look at in the directory itself, per type. */
export const DIRECTORY_WATCHES: Readonly<Record<string, readonly Watch[]>> = {
  azuread_group: GROUP,
  azuread_group_without_members: GROUP,
  azuread_user: [
    { path: 'account_enabled', kind: 'user-disabled', when: becomes(false) },
    { path: 'account_enabled', kind: 'user-enabled', when: becomes(true) },
    ...['user_principal_name', 'mail', 'mail_nickname', 'other_mails', 'employee_id', 'onpremises_immutable_id'].map(
      (path): Watch => ({ path, kind: 'user-matching-changed', when: always }),
    ),
    ...['password', 'force_password_change', 'disable_strong_password', 'disable_password_expiration'].map(
      (path): Watch => ({ path, kind: 'user-password-changed', when: always }),
    ),
  ],
  azuread_administrative_unit: [{ path: 'members', kind: 'administered-by-others', when: always }],
};
