import { attribute, complex, text } from '../attribute';
import type { Schema } from '../schema';

/** The core Group of RFC 7643 §4.2. */
export const GROUP_SCHEMA: Schema = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  name: 'Group',
  description: 'A group of users.',
  attributes: [
    text('displayName', 'Name of the group, unique among the groups of the tenant.', {
      required: true,
      uniqueness: 'server',
      maxLength: 512,
    }),
    complex(
      'members',
      'Users who belong to the group.',
      [
        text('value', 'Id of the member among the users of the tenant.', { caseExact: true, mutability: 'immutable' }),
        attribute('$ref', 'reference', 'URL of the member.', { referenceTypes: ['User'], mutability: 'immutable' }),
        text('display', 'Name of the member.', { mutability: 'readOnly' }),
        text('type', 'Kind of member.', { canonicalValues: ['User'], mutability: 'immutable' }),
      ],
      { multiValued: true, maxItems: 1_000_000 },
    ),
  ],
};
