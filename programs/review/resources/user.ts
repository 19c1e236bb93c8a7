import { whole } from '../masking/mask';
import { destructive, risky, routine } from '../meaning/consequence';
import { noun } from '../meaning/resource';
import { becomes } from '../meaning/watch';

import { PRINCIPAL_DESTROYED } from './group';

const matching = (path: string) => ({ path, kind: 'user-matching-changed' }) as const;
const signingIn = (path: string) => ({ path, kind: 'user-password-changed' }) as const;

/** Users of the directory, including invited guests. */
export const USER = noun(
  {
    ...PRINCIPAL_DESTROYED,
    'user-disabled': destructive(
      'A user of the directory is disabled, or may be',
      'A disabled user cannot sign in, and is no longer active for provisioning.',
      'At the next cycle, within 40 minutes, Entra sends active = false to the product.',
    ),
    'user-enabled': risky(
      'A user of the directory is enabled again',
      'A user who comes back has the roles and groups that were never taken away.',
      'At the next cycle Entra sends active = true to the product.',
    ),
    'user-created': routine(
      'A user of the directory is created or invited',
      'A new user gets access only from the rules of dynamic groups.',
      'Once in scope, the user is created in the product.',
    ),
    'user-matching-changed': risky(
      'The user name or another attribute that identifies a user changes',
      'Entra looks for accounts by such attributes: the user name, an address, an employee number.',
      'Entra sends the new value for the account that it knows. A user whom Entra has to match again may be created a second time.',
    ),
    'user-attributes-changed': risky(
      'Attributes of a user change',
      'Rules of dynamic groups, scoping filters and mappings use them.',
      'Entra sends the mapped attributes. The user may join or leave groups, and so gain or lose the access that they give.',
    ),
    'user-password-changed': risky(
      'The password of a user is set, or its rules change',
      'Anybody who sets a password can sign in as the user.',
      'Provisioning does not change. The user signs in with the new password.',
    ),
  },
  {
    azuread_user: {
      noun: 'user',
      label: 'user_principal_name',
      shown: [
        { path: 'account_enabled', kind: 'user-disabled', when: becomes(false) },
        { path: 'account_enabled', kind: 'user-enabled', when: becomes(true) },
        matching('user_principal_name'),
        'display_name',
        'object_id',
      ],
      read: [
        ...['mail', 'mail_nickname', 'other_mails', 'employee_id', 'onpremises_immutable_id'].map(matching),
        ...['password', 'force_password_change', 'disable_strong_password', 'disable_password_expiration'].map(
          signingIn,
        ),
      ],
      masks: { password: whole },
      created: 'user-created',
      changed: 'user-attributes-changed',
      destroyed: 'principal-destroyed',
    },
    azuread_invitation: {
      noun: 'invitation of a guest',
      label: 'user_display_name',
      shown: ['user_display_name', 'user_type'],
      created: 'user-created',
      replaced: 'user-created',
    },
  },
);
