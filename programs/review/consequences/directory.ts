import type { Consequence } from './consequence';

/** What happens to people, groups and rights in the directory itself. */
export const DIRECTORY = {
  'user-disabled': {
    class: 'destructive',
    title: 'A user of the directory is disabled, or may be',
    reason: 'A disabled user cannot sign in, and is no longer active for provisioning.',
    next: 'At the next cycle, within 40 minutes, Entra sends active = false to the product.',
  },
  'user-enabled': {
    class: 'risky',
    title: 'A user of the directory is enabled again',
    reason: 'A user who comes back holds the roles and groups that were never taken away.',
    next: 'At the next cycle Entra sends active = true to the product.',
  },
  'user-created': {
    class: 'routine',
    title: 'A user of the directory is created or invited',
    reason: 'A new user holds nothing but what the rules of dynamic groups give.',
    next: 'Once in scope, the user is created in the product.',
  },
  'user-matching-changed': {
    class: 'risky',
    title: 'The user name or another attribute that identifies a user changes',
    reason: 'Entra looks for accounts by such attributes: the user name, an address, an employee number.',
    next: 'Entra sends the new value for the account that it knows. A user whom it has to look for again may be created a second time.',
  },
  'user-attributes-changed': {
    class: 'risky',
    title: 'Attributes of a user change',
    reason: 'Rules of dynamic groups, scoping filters and mappings read them.',
    next: 'Entra sends what is mapped. The user may come into groups or leave them, with the access that they give.',
  },
  'user-password-changed': {
    class: 'risky',
    title: 'The password of a user is set, or what is asked of it changes',
    reason: 'Whoever sets a password can sign in as the user.',
    next: 'Nothing is provisioned. The user signs in with the new password.',
  },
  'group-created': {
    class: 'routine',
    title: 'A group of the directory is created',
    reason: 'It holds nothing until it is assigned.',
    next: 'Nothing, until it is assigned.',
  },
  'group-members-removed': {
    class: 'destructive',
    title: 'Somebody leaves a group',
    reason: 'With the place in the group goes what the group is assigned.',
    next: 'At the next cycle, within 40 minutes, Entra disables them unless something else assigns them.',
  },
  'group-members-changed': {
    class: 'risky',
    title: 'Somebody comes into a group, or its members are not known yet',
    reason: 'They hold the roles that the group is assigned.',
    next: 'At the next cycle Entra creates or updates them in the product.',
  },
  'group-rule-changed': {
    class: 'risky',
    title: 'The rule of a dynamic group changes',
    reason: 'It decides who is in the group, and the plan does not tell who that is.',
    next: 'Entra evaluates the rule again. People who leave and are assigned by nothing else are disabled; people who come are created.',
  },
  'group-matching-changed': {
    class: 'risky',
    title: 'A group of the directory is renamed',
    reason: 'The product finds groups by their names, and so do the files of tenants and the rules of other systems.',
    next: 'Entra renames the group that it knows. A file that still has the old name finds no group at the next plan.',
  },
  'group-security-changed': {
    class: 'risky',
    title: 'A group becomes a security group, or is one no more',
    reason: 'Only security groups can be assigned to an application.',
    next: 'Assignments of what is no security group may give nothing any more.',
  },
  'group-open': {
    class: 'risky',
    title: 'Everybody may join a group',
    reason: 'Its visibility is public: who joins holds what the group is assigned.',
    next: 'At the next cycle Entra provisions whoever has joined.',
  },
  'group-role-assignable': {
    class: 'risky',
    title: 'A group can be given roles of the directory',
    reason: 'Its members may come to hold rights over the whole directory.',
    next: 'Nothing, until it is given one.',
  },
  'administered-by-others': {
    class: 'risky',
    title: 'Other people administer users or groups',
    reason: 'Whoever has a role over an administrative unit has it over what is in the unit.',
    next: 'They can reset passwords or change members at once, as far as their role goes.',
  },
  'directory-rights-granted': {
    class: 'risky',
    title: 'Rights in the directory are granted, or change',
    reason: 'Such rights reach beyond this application: people, groups and other applications may be read or changed.',
    next: 'The rights can be used at once. Provisioning needs none of them.',
  },
  'directory-rights-removed': {
    class: 'risky',
    title: 'Rights in the directory are taken away',
    reason: 'Whatever relied on them fails.',
    next: 'Entra refuses their holders, some of them only after an hour.',
  },
  'directory-role-defined': {
    class: 'risky',
    title: 'A role of the directory is activated, defined or changed',
    reason: 'It decides what its holders may do in the whole directory.',
    next: 'Its holders can do so at once.',
  },
  'conditional-access-changed': {
    class: 'risky',
    title: 'The conditions of signing in change',
    reason: 'They decide who may sign in, from where and with what, in the whole directory.',
    next: 'Entra goes by them from the next sign-in on. Provisioning does not change.',
  },
  'owners-added': {
    class: 'risky',
    title: 'Somebody becomes an owner',
    reason:
      'An owner of an application may change it and make credentials for it; an owner of a group may change its members.',
    next: 'Nothing, until the new owner uses that.',
  },
  'owners-left': {
    class: 'routine',
    title: 'Somebody is an owner no more',
    reason: 'Others still own it, and no access depends on who does.',
    next: 'A deployment that relied on the ownership is refused.',
  },
} as const satisfies Record<string, Consequence>;
