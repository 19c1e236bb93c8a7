import { text } from '../attribute';
import type { Schema } from '../schema';

/**
 * The extension with the user's role in the account and the last change to the user. Clients can read these attributes,
 * but cannot set them directly.
 */
export const ACCOUNT_USER_SCHEMA: Schema = {
  id: 'urn:ietf:params:scim:schemas:extension:account:2.0:AccountUser',
  name: 'AccountUser',
  description: 'Facts about the user in the account.',
  attributes: [
    text('role', 'Role in effect: the assigned role or, without one, the default of the tenant. None while inactive.', {
      mutability: 'readOnly',
    }),
    text('lastChangedBy', 'Id of the token that was used for the last change to the user.', {
      caseExact: true,
      mutability: 'readOnly',
    }),
  ],
};
