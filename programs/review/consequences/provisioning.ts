import type { Consequence } from './consequence';

const INITIAL = 'Entra starts a new initial cycle, which looks at everybody in scope again and can take hours.';

/** What happens to the provisioning job: its credentials, scope, mappings and guards. */
export const PROVISIONING = {
  'provisioning-set-up': {
    class: 'routine',
    title: 'Provisioning is set up',
    reason: 'There was none before.',
    next: 'Once it is on, Entra begins with an initial cycle, which can take hours.',
  },
  'job-taken-over': {
    class: 'risky',
    title: 'A provisioning job that stands already is taken over',
    reason:
      'It has an endpoint, mappings and a scope today, which the plan does not tell: look at them in the portal. All of ' +
      'them become what is declared here.',
    next:
      'Entra provisions into the endpoint that is named here from then on. It knows accounts by the ids of the present ' +
      'one: where the two differ, updates fail until the job is restarted and matches everybody again.',
  },
  'settings-unknown': {
    class: 'risky',
    title: 'How Entra provisions is not known before the plan is applied',
    reason: 'Something that a setting is made of is not there yet, so that nobody can review what becomes of it.',
    next: 'The sync step makes of the job whatever comes out. Apply what it depends on first, and plan again.',
  },
  'job-destroyed': {
    class: 'destructive',
    title: 'The provisioning job is destroyed',
    reason: 'Nothing is provisioned any more, and what the job knew about accounts is lost.',
    next: 'Accounts stay as they are: people who leave the company keep their access. A later job begins with an initial cycle.',
  },
  'job-replaced': {
    class: 'destructive',
    title: 'The provisioning job is replaced',
    reason: 'All that the job knew about accounts is lost.',
    next: 'The new job begins with an initial cycle and matches everybody again; people whom it cannot match are created twice.',
  },
  'provisioning-paused': {
    class: 'risky',
    title: 'Provisioning is paused',
    reason: 'Nobody gains access, and nobody loses it.',
    next: 'Entra finishes the cycle that runs and starts no other. People who leave the company keep their access meanwhile.',
  },
  'provisioning-started': {
    class: 'routine',
    title: 'Provisioning is started',
    reason: 'This is what the job is for.',
    next: 'A job that never ran begins with an initial cycle; one that was paused goes on where it stopped.',
  },
  'credentials-destroyed': {
    class: 'risky',
    title: 'The credentials of the job are destroyed',
    reason: 'Without them Entra cannot sign in to the endpoint.',
    next: 'The next cycle fails, and Entra puts the job into quarantine.',
  },
  'credentials-replaced': {
    class: 'risky',
    title: 'The credentials of the job are replaced',
    reason: 'The old ones are cleared before the new ones are stored.',
    next: 'A cycle that runs in between fails; the next one works.',
  },
  'credentials-writer-changed': {
    class: 'risky',
    title: 'Another step stores the credentials',
    reason: 'The old writer clears the credentials when it goes, and may do so after the new one has stored them.',
    next: 'Test the connection after the deployment: without credentials Entra puts the job into quarantine.',
  },
  'notification-credential': {
    class: 'risky',
    title: 'The credentials hold SyncNotificationSettings',
    reason: 'The provider cannot remove this key again: destroying the credentials fails.',
    next: 'Let the sync step store the credentials instead (provisioning.credentials: vault).',
  },
  'endpoint-moved': {
    class: 'risky',
    title: 'The endpoint moves',
    reason: 'Everybody is provisioned somewhere else from now on.',
    next: 'Entra knows accounts by the ids of the old endpoint. Where the new one does not know them, updates fail until the job is restarted and matches everybody again.',
  },
  'dialect-changed': {
    class: 'routine',
    title: 'Entra writes its requests in another dialect',
    reason: 'The endpoint stays; only the flag behind it changes.',
    next: 'Entra sends PATCH in the other form from its next request on.',
  },
  'directory-changed': {
    class: 'risky',
    title: 'Another directory provisions',
    reason: 'Its users and groups are not those of the old one.',
    next: 'Entra provisions the people of the new directory. Nobody disables those of the old one.',
  },
  'directory-mismatch': {
    class: 'risky',
    title: 'The credentials belong to another directory than the file names',
    reason: 'The plan was made against a directory that is not meant.',
    next: 'Sign in to the right directory and plan again.',
  },
  'directory-unknown': {
    class: 'risky',
    title: 'The plan does not tell in which directory it was made',
    reason: 'The file names a directory, and nothing shows that the credentials belong to it.',
    next: 'Plan again with the stack that this repository makes: it asks who is signed in.',
  },
  'scope-widened': {
    class: 'risky',
    title: 'Everybody in the directory comes into scope',
    reason: 'The scope is no longer bounded to those who are assigned.',
    next: 'Entra provisions every user of the directory, and sends no roles: its role functions work for assigned users only.',
  },
  'scope-narrowed': {
    class: 'destructive',
    title: 'Only people who are assigned stay in scope',
    reason: 'Everybody else falls out of the scope of provisioning.',
    next: 'At the next cycle Entra disables everybody who is not assigned.',
  },
  'scope-filter-changed': {
    class: 'risky',
    title: 'A scoping filter changes',
    reason: 'The plan does not tell who passes the filter.',
    next: `${INITIAL} It disables everybody who no longer passes.`,
  },
  'threshold-raised': {
    class: 'risky',
    title: 'More deletions pass without a question',
    reason: 'The accidental deletion threshold is what stops Entra from emptying the product by mistake.',
    next: 'Entra asks an admin only when one cycle disables or deletes more than the new number.',
  },
  'threshold-removed': {
    class: 'risky',
    title: 'Any number of deletions passes without a question',
    reason: 'The accidental deletion threshold is what stops Entra from emptying the product by mistake.',
    next: 'Entra disables and deletes as many as a cycle finds.',
  },
  'threshold-set': {
    class: 'routine',
    title: 'The accidental deletion threshold is set or lowered',
    reason: 'Entra asks sooner than before.',
    next: 'A cycle with more deletions than that stops and waits for an admin.',
  },
  'leavers-kept': {
    class: 'risky',
    title: 'People who fall out of scope keep their access',
    reason: 'Removing an assignment no longer disables anybody.',
    next: 'Entra sends nothing when somebody falls out of scope.',
  },
  'leavers-disabled': {
    class: 'risky',
    title: 'People who fall out of scope are disabled again',
    reason: 'Those who fell out of scope before were kept until now.',
    next: 'Entra disables everybody who falls out of scope.',
  },
  'matching-mapping-changed': {
    class: 'risky',
    title: 'Entra looks for accounts by another attribute',
    reason: 'Everybody who is not found by the new attribute is created a second time.',
    next: INITIAL,
  },
  'active-mapping-removed': {
    class: 'risky',
    title: "The mapping of 'active' is removed",
    reason: 'Without it Entra cannot disable an account.',
    next: `${INITIAL} From then on it deletes accounts at once where it would have disabled them.`,
  },
  'active-mapping-changed': {
    class: 'risky',
    title: "The mapping of 'active' changes",
    reason: 'It decides who is enabled and who is disabled in the product.',
    next: `${INITIAL} A wrong expression disables everybody.`,
  },
  'role-mapping-changed': {
    class: 'risky',
    title: 'Entra sends something else as the role of a user',
    reason: 'It decides which role everybody in scope holds in the product.',
    next: `${INITIAL} It gives everybody the role that the new mapping yields; without one it sends no roles any more, and later changes of assignments reach nobody.`,
  },
  'members-mapping-changed': {
    class: 'risky',
    title: 'Entra sends something else as the members of a group',
    reason: 'It decides who is in the groups of the product.',
    next: `${INITIAL} It sets the members again; without a mapping groups keep the members of today, whoever joins or leaves.`,
  },
  'mapping-changed': {
    class: 'routine',
    title: 'Attribute mappings change',
    reason: 'Matching, enabling, roles and members do not depend on them.',
    next: INITIAL,
  },
  'object-type-off': {
    class: 'risky',
    title: 'Groups are no longer provisioned',
    reason: 'Without any mapping Entra leaves groups alone.',
    next: 'Groups in the product stay as they are, with the members of today.',
  },
  'object-type-on': {
    class: 'routine',
    title: 'Groups are provisioned',
    reason: 'Groups that are assigned come into the product.',
    next: INITIAL,
  },
  'notify-changed': {
    class: 'routine',
    title: 'Another address is told when the job fails',
    reason: 'Nothing that is provisioned depends on it.',
    next: 'Entra writes to the new address, or to nobody when there is none.',
  },
} as const satisfies Record<string, Consequence>;
