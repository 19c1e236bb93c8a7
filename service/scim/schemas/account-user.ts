import { text } from '../attribute';
import type { Schema } from '../schema';

/** The user's place in the account. Read-only, since it follows from the user's role and the tenant. */
export const ACCOUNT_USER_SCHEMA: Schema = {
  id: 'urn:ietf:params:scim:schemas:extension:account:2.0:AccountUser',
  name: 'AccountUser',
  description: 'What the account makes of a user.',
  attributes: [
    text('role', 'Role that is in effect: the assigned one, or else the default of the tenant. None while inactive.', {
      mutability: 'readOnly',
    }),
    text('lastChangedBy', 'Id of the token with which the user was last changed.', {
      caseExact: true,
      mutability: 'readOnly',
    }),
  ],
};
