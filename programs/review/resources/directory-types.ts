import type { Kind } from '../consequences/consequences';

import type { ResourceType } from './resource-type';

/** A type that gives rights in the directory, whatever happens to it. */
const right = (noun: string, read: readonly string[], shown: readonly string[] = []): ResourceType => ({
  noun,
  shown,
  read,
  created: 'directory-rights-granted',
  changed: 'directory-rights-granted',
  replaced: 'directory-rights-granted',
  destroyed: 'directory-rights-removed',
});

/** A type of which every change means the same. */
const always = (kind: Kind, noun: string, shown: readonly string[]): ResourceType => ({
  noun,
  label: 'display_name',
  shown: ['display_name', ...shown],
  created: kind,
  changed: kind,
  replaced: kind,
  destroyed: kind,
});

const GROUP: ResourceType = {
  noun: 'group',
  label: 'display_name',
  shown: [
    'display_name',
    'object_id',
    'security_enabled',
    'assignable_to_role',
    'visibility',
    'mail_nickname',
    'dynamic_membership.enabled',
    'dynamic_membership.rule',
  ],
  read: ['members', 'owners', 'administrative_unit_ids'],
  created: 'group-created',
  destroyed: 'principal-destroyed',
  replaced: 'principal-destroyed',
};

/** Types of the directory around an application: who is in it, who is in which group, and who may do what there. */
export const DIRECTORY_TYPES = {
  azuread_group: GROUP,
  azuread_group_without_members: GROUP,
  azuread_group_member: {
    noun: 'member of a group',
    shown: [],
    read: ['group_object_id', 'member_object_id'],
    created: 'group-members-changed',
    replaced: 'group-members-removed',
    destroyed: 'group-members-removed',
  },
  azuread_user: {
    noun: 'user',
    label: 'user_principal_name',
    shown: ['user_principal_name', 'display_name', 'object_id', 'account_enabled'],
    read: [
      ...['mail', 'mail_nickname', 'other_mails', 'employee_id', 'onpremises_immutable_id'],
      ...['password', 'force_password_change', 'disable_strong_password', 'disable_password_expiration'],
    ],
    created: 'user-created',
    changed: 'user-attributes-changed',
    destroyed: 'principal-destroyed',
    replaced: 'principal-destroyed',
  },
  azuread_invitation: {
    noun: 'invitation of a guest',
    label: 'user_display_name',
    shown: ['user_display_name', 'user_type'],
    created: 'user-created',
    replaced: 'user-created',
  },
  azuread_administrative_unit: {
    noun: 'administrative unit',
    label: 'display_name',
    shown: ['display_name', 'hidden_membership_enabled'],
    read: ['members'],
    destroyed: 'administered-by-others',
    replaced: 'administered-by-others',
  },
  azuread_administrative_unit_member: {
    noun: 'member of an administrative unit',
    shown: [],
    read: ['administrative_unit_object_id', 'member_object_id'],
    created: 'administered-by-others',
    replaced: 'administered-by-others',
    destroyed: 'administered-by-others',
  },
  azuread_administrative_unit_role_member: right('directory role', [
    'role_object_id',
    'member_object_id',
    'administrative_unit_object_id',
  ]),
  azuread_directory_role: always('directory-role-defined', 'directory role', ['template_id', 'object_id']),
  azuread_custom_directory_role: always('directory-role-defined', 'directory role', ['enabled', 'template_id']),
  azuread_directory_role_assignment: right('directory role', [
    'role_id',
    'principal_object_id',
    'directory_scope_id',
    'app_scope_id',
  ]),
  azuread_directory_role_member: right('directory role', ['role_object_id', 'member_object_id']),
  azuread_directory_role_eligibility_schedule_request: right('eligibility for a directory role', [
    'role_definition_id',
    'principal_id',
    'directory_scope_id',
  ]),
  azuread_privileged_access_group_assignment_schedule: right('scheduled place in a group', [
    'assignment_type',
    'group_id',
    'principal_id',
  ]),
  azuread_privileged_access_group_eligibility_schedule: right('eligibility for a group', [
    'assignment_type',
    'group_id',
    'principal_id',
  ]),
  azuread_service_principal_delegated_permission_grant: right('consent', [
    'claim_values',
    'service_principal_object_id',
    'resource_service_principal_object_id',
    'user_object_id',
  ]),
  azuread_application_owner: {
    noun: 'owner of an application',
    shown: [],
    read: ['application_id', 'owner_object_id'],
    created: 'owners-added',
    replaced: 'owners-added',
    destroyed: 'owners-left',
  },
  azuread_conditional_access_policy: always('conditional-access-changed', 'conditional access policy', ['state']),
  azuread_named_location: always('conditional-access-changed', 'named location', []),
  azuread_authentication_strength_policy: always('conditional-access-changed', 'authentication strength', []),
} as const satisfies Record<string, ResourceType>;
