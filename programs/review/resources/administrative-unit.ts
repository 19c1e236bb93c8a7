import { type Consequence, risky } from '../meaning/consequence';
import { noun } from '../meaning/resource';

import { membership } from './membership';

/** Consequences for the current and new members of an administrative unit. */
export const ADMINISTERED = {
  'administered-by-others': risky(
    'Other people administer users or groups',
    'A role over an administrative unit extends to everybody and everything in it.',
    'They can immediately reset passwords or change members, as far as their role allows.',
  ),
} as const satisfies Record<string, Consequence>;

/** Administrative units: parts of the directory with administrators of their own. */
export const ADMINISTRATIVE_UNIT = noun(ADMINISTERED, {
  azuread_administrative_unit: {
    noun: 'administrative unit',
    shown: ['display_name', 'hidden_membership_enabled'],
    read: [{ path: 'members', kind: 'administered-by-others' }],
    destroyed: 'administered-by-others',
  },
  azuread_administrative_unit_member: membership(['member_object_id', 'in', 'administrative_unit_object_id'], {
    noun: 'member of an administrative unit',
    created: 'administered-by-others',
    destroyed: 'administered-by-others',
  }),
});
