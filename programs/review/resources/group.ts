import { UNKNOWN } from '../masking/reveal';
import { type Consequence, destructive, risky, routine } from '../meaning/consequence';
import { noun, type Resource } from '../meaning/resource';
import { becomes, type When } from '../meaning/watch';

import { ADMINISTERED } from './administrative-unit';
import { membership } from './membership';
import { explainOwners, OWNERS } from './owners';

/** The consequence of destroying a user or a group. */
export const PRINCIPAL_DESTROYED = {
  'principal-destroyed': destructive(
    'A user or group of the directory is destroyed or replaced',
    'Its assignments and memberships are removed with it, whatever the plan says about them.',
    'At the next cycle, within 40 minutes, Entra disables everybody who was assigned only through this user or group.',
  ),
} as const satisfies Record<string, Consequence>;

const CONSEQUENCES = {
  ...ADMINISTERED,
  ...OWNERS,
  ...PRINCIPAL_DESTROYED,
  'group-created': routine(
    'A group of the directory is created',
    'It has no access until it is assigned.',
    'Nothing, until it is assigned.',
  ),
  'group-members-removed': destructive(
    'Somebody leaves a group',
    'Members who leave lose the access that the group gives.',
    'At the next cycle, within 40 minutes, Entra disables them unless something else assigns them.',
  ),
  'group-members-changed': risky(
    'Somebody joins a group, or its members are not known yet',
    'New members get the roles that are assigned to the group.',
    'At the next cycle Entra creates or updates them in the product.',
  ),
  'group-rule-changed': risky(
    'The rule of a dynamic group changes',
    'It decides who is in the group, and the plan does not show who that is.',
    'Entra evaluates the rule again. People who leave and have no other assignment are disabled; people who join are created.',
  ),
  'group-matching-changed': risky(
    'A group of the directory is renamed',
    'The product, the files of tenants and the rules of other systems all refer to groups by name.',
    'Entra renames the group in the product. The next plan fails to find the group for a file that still uses the old name.',
  ),
  'group-security-changed': risky(
    'A group becomes a security group, or stops being one',
    'Only security groups can be assigned to an application.',
    'An assignment of a group that is not a security group may no longer give access.',
  ),
  'group-open': risky(
    'Everybody may join a group',
    'Its visibility is public: everybody who joins gets the access that the group gives.',
    'At the next cycle Entra provisions whoever has joined.',
  ),
  'group-role-assignable': risky(
    'A group can be given roles of the directory',
    'Its members may get rights over the whole directory.',
    'Nothing, until such a role is assigned to the group.',
  ),
} as const;

/** Applies if at least one member is certain to be removed. */
const leave: When = (after, before) => !after.includes(UNKNOWN) && before.some((member) => !after.includes(member));

const ANY_GROUP: Resource<keyof typeof CONSEQUENCES> = {
  noun: 'group',
  shown: [
    'object_id',
    { path: 'dynamic_membership.rule', kind: 'group-rule-changed' },
    { path: 'dynamic_membership.enabled', kind: 'group-rule-changed' },
    { path: 'display_name', kind: 'group-matching-changed' },
    { path: 'mail_nickname', kind: 'group-matching-changed' },
    { path: 'security_enabled', kind: 'group-security-changed' },
    { path: 'visibility', kind: 'group-open', when: becomes('Public'), created: 'or replaced' },
    { path: 'assignable_to_role', kind: 'group-role-assignable', when: becomes(true), created: 'or replaced' },
  ],
  read: [
    { path: 'members', kind: 'group-members-removed', when: leave },
    { path: 'members', kind: 'group-members-changed' },
    'owners',
    { path: 'administrative_unit_ids', kind: 'administered-by-others' },
  ],
  created: 'group-created',
  destroyed: 'principal-destroyed',
  explain: (change, around) => around.general(explainOwners(change, around)),
};

/** Groups of the directory, and their members. */
export const GROUP = noun(CONSEQUENCES, {
  azuread_group: ANY_GROUP,
  azuread_group_without_members: ANY_GROUP,
  azuread_group_member: membership(['member_object_id', 'in', 'group_object_id'], {
    noun: 'member of a group',
    created: 'group-members-changed',
    destroyed: 'group-members-removed',
  }),
  azuread_application_owner: membership(['owner_object_id', 'of', 'application_id'], {
    noun: 'owner of an application',
    created: 'owners-added',
    replaced: 'owners-added',
    destroyed: 'owners-left',
  }),
});
