import type { Consequence } from './consequence';

const GONE = 'Its roles, assignments and provisioning job go with it.';
const DEPROVISIONED =
  'While the job still runs, Entra disables everybody who loses the assignment. Once it is gone, nobody is disabled ' +
  'any more, not even people who leave the company.';
const AGAIN =
  'Entra disables everybody who is assigned now; the new job begins with an initial cycle that looks for everybody again.';

/** What happens to the enterprise application and its roles. */
export const APPLICATION = {
  'tenant-removed': {
    class: 'destructive',
    title: 'The tenant is removed, and nobody is disabled',
    reason: 'The job goes first; the assignments, the application and its deletion protection go after it.',
    next:
      'Accounts in the product stay as they are, active ones active, also those of people who leave the company later. ' +
      'Signing in through Entra ends with the application.',
  },
  'application-destroyed': {
    class: 'destructive',
    title: 'The application is destroyed',
    reason: GONE,
    next: DEPROVISIONED,
  },
  'application-replaced': { class: 'destructive', title: 'The application is replaced', reason: GONE, next: AGAIN },
  'service-principal-destroyed': {
    class: 'destructive',
    title: 'The service principal is destroyed',
    reason: GONE,
    next: DEPROVISIONED,
  },
  'service-principal-replaced': {
    class: 'destructive',
    title: 'The service principal is replaced',
    reason: GONE,
    next: AGAIN,
  },
  'application-protection-off': {
    class: 'destructive',
    title: 'Deletion protection of the application is switched off',
    reason: 'Until now Terraform refused every plan that would destroy the application or its service principal.',
    next: 'Nothing yet. The next deployment may destroy them, and Entra disables everybody then.',
  },
  'role-removed-while-assigned': {
    class: 'destructive',
    title: 'A role is removed while somebody holds it',
    reason: 'Entra drops the assignments of a role with the role.',
    next: 'At the next cycle Entra disables everybody who held it and holds no other.',
  },
  'role-removed': {
    class: 'risky',
    title: 'A role is removed',
    reason: 'Nobody holds it in this plan. Somebody who was given it in the portal loses it.',
    next: 'Nobody holds it by the plan. If somebody was given it in the portal and holds no other, Entra disables them at the next cycle.',
  },
  'role-disabled-while-assigned': {
    class: 'destructive',
    title: 'A role is disabled while somebody holds it',
    reason: 'Entra may stop sending the role, and who holds no other then loses the access.',
    next: 'Entra sends its holders without a role, or not at all.',
  },
  'role-disabled': {
    class: 'risky',
    title: 'A role is disabled',
    reason:
      'It can no longer be assigned. Nobody holds it in this plan, but somebody who was given it in the portal may lose it.',
    next: 'Entra sends its holders without a role, or not at all.',
  },
  'role-retired': {
    class: 'risky',
    title: 'A role is disabled with its last assignment: the first step of removing it',
    reason: 'Nobody holds it any more by this plan. Somebody who was given it in the portal may lose it.',
    next: 'Nothing more. Once this is deployed, the role can go from the file.',
  },
  'role-renamed': {
    class: 'risky',
    title: 'A role changes its value or its name',
    reason: 'Entra sends a role by its name, and the product knows it by its value.',
    next: 'At the next cycle Entra sends the new one for everybody who holds it. The product must know it by then.',
  },
  'role-closed-to-users': {
    class: 'risky',
    title: 'A role can no longer be given to users and groups',
    reason: "Users and groups need 'User' among the allowed member types.",
    next: 'New assignments are refused.',
  },
  'role-closed-to-applications': {
    class: 'risky',
    title: 'A role can no longer be given to applications',
    reason:
      "Applications (service principals) need 'Application' among the allowed member types. A plan does not tell which " +
      'of them hold the role.',
    next: 'Those that hold it lose it: their tokens come without the role, and whatever they do with it is refused.',
  },
  'role-opened': {
    class: 'routine',
    title: 'A role can be given to others than before',
    reason: 'More kinds of principals are among the allowed member types. Nobody holds it for that alone.',
    next: 'Admins may assign it to them; to an application, as a permission that they consent to.',
  },
  'role-created': {
    class: 'routine',
    title: 'A role is created',
    reason: 'Nobody holds it yet.',
    next: 'Admins see it when they assign the application.',
  },
  'roles-unknown': {
    class: 'risky',
    title: 'The roles of the application are not known before the plan is applied',
    reason: 'Something that a role is made of is not there yet, so that nobody can review which roles stay.',
    next: 'Entra drops the assignments of every role that turns out to be gone.',
  },
  'role-enabled': {
    class: 'routine',
    title: 'A role is enabled again',
    reason: 'It can be assigned, and Entra sends it for its holders.',
    next: 'At the next cycle Entra sends the role for everybody who held it all the time.',
  },
  'role-described': {
    class: 'routine',
    title: 'The description of a role changes',
    reason: 'Only the text that admins read changes.',
    next: 'Nothing is sent.',
  },
  'audience-widened': {
    class: 'risky',
    title: 'Other directories may sign in',
    reason: 'The sign-in audience is wider than this directory.',
    next: 'Entra issues tokens for accounts of other directories. Provisioning does not change.',
  },
  'application-password-added': {
    class: 'risky',
    title: 'The application gets a password, a certificate or the like',
    reason: 'Whoever has it can act as the application.',
    next: 'Provisioning does not need it and does not change.',
  },
  'permission-requested': {
    class: 'risky',
    title: 'The application asks for permissions',
    reason: 'Once consented to, the application can act on other APIs.',
    next: 'An admin is asked for consent. Provisioning does not change.',
  },
  'owners-removed': {
    class: 'risky',
    title: 'The application loses all of its owners',
    reason: 'An identity that deploys with Application.ReadWrite.OwnedBy is refused from then on.',
    next: 'The next deployment fails with 403.',
  },
  'assignment-not-required': {
    class: 'risky',
    title: 'No assignment is required',
    reason: 'Everybody in the directory may sign in to the application.',
    next: 'Entra lets them sign in; provisioning still follows its own scope.',
  },
  'sign-on-changed': {
    class: 'risky',
    title: 'How people sign in with the application changes',
    reason: 'Reply URLs, identifiers, claims and the sign-on mode have to be what the product was told.',
    next: 'Entra refuses sign-ins that do not fit, or issues other tokens. Provisioning does not change.',
  },
  'sign-in-off': {
    class: 'risky',
    title: 'Sign-in is switched off',
    reason: 'The service principal is disabled.',
    next: 'Nobody can sign in through Entra.',
  },
  'sign-in-on': {
    class: 'routine',
    title: 'Sign-in is switched on',
    reason: 'The service principal is enabled.',
    next: 'Everybody who is assigned can sign in through Entra.',
  },
} as const satisfies Record<string, Consequence>;
