import type { Consequence } from './consequence';

/** What no other table knows more about, and what is wrong with the plan as a whole. */
export const GENERAL = {
  'plan-failed': {
    class: 'risky',
    title: 'Terraform stopped with an error while it planned',
    reason: 'The plan does not hold everything that would happen.',
    next: 'Read the log of the plan, mend the error, and plan again.',
  },
  'plan-incomplete': {
    class: 'risky',
    title: 'The plan is not complete',
    reason: 'Terraform left out a part, because of -target or because something is not known yet.',
    next: 'A further plan is needed after this one, and its review.',
  },
  'check-failed': {
    class: 'risky',
    title: 'A check of the configuration failed',
    reason: 'The configuration says that this must not be.',
    next: 'Mend what its message says, and plan again.',
  },
  'plan-part-unknown': {
    class: 'risky',
    title: 'The plan holds a part that this review does not know',
    reason: 'A newer Terraform may tell of changes there.',
    next: 'Read what Terraform itself says about the plan, or take a newer version of this program.',
  },
  'action-invoked': {
    class: 'risky',
    title: 'An action of a provider is run',
    reason: 'It does something besides the resources, and the plan does not tell what.',
    next: 'Terraform runs it while it applies the plan, and no later plan takes it back.',
  },
  'outputs-changed': {
    class: 'routine',
    title: 'Outputs of the stack change',
    reason: 'Outputs hand values to other programs. No resource changes by them.',
    next: 'Nothing, unless another program reads them.',
  },
  destroyed: {
    class: 'risky',
    title: 'A resource is destroyed',
    reason: 'This review knows of no harm, but what is gone is gone.',
    next: 'Nothing that Entra would see.',
  },
  replaced: {
    class: 'risky',
    title: 'A resource is replaced',
    reason: 'It is gone until the new one stands, unless the new one is made first.',
    next: 'Nothing that Entra would see.',
  },
  forgotten: {
    class: 'risky',
    title: 'A resource is forgotten',
    reason: 'Terraform no longer looks after it, but it stays.',
    next: 'Nothing changes.',
  },
  adopted: {
    class: 'routine',
    title: 'A resource that stands already is adopted',
    reason: 'Terraform looks after it from now on.',
    next: 'Nothing changes.',
  },
  moved: {
    class: 'routine',
    title: 'A resource is known under another address',
    reason: 'Only its name in the configuration changes, not the resource.',
    next: 'Nothing changes.',
  },
  created: {
    class: 'routine',
    title: 'A resource is created',
    reason: 'Nothing that stands is touched.',
    next: 'Nothing that Entra would see before all is deployed.',
  },
  changed: {
    class: 'routine',
    title: 'A resource is changed in place',
    reason: 'This review knows of no effect on access.',
    next: 'Nothing that Entra would see, as far as this review knows.',
  },
  repeated: {
    class: 'routine',
    title: 'A step of the deployment runs again or goes',
    reason: 'It is safe to run again and keeps nothing.',
    next: 'Nothing, unless something else of this plan changes.',
  },
  'unknown-destroyed': {
    class: 'risky',
    title: 'A resource of a type that this review does not know is destroyed or replaced',
    reason: 'Its effect is not known here.',
    next: 'Read what the plan says about it.',
  },
  'unknown-rights-changed': {
    class: 'risky',
    title: 'A resource that may give rights, of a type that this review does not know, is created or changed',
    reason: 'By its name it is about the directory, about members, roles or permissions.',
    next: 'Read what the plan says about it.',
  },
  'unknown-changed': {
    class: 'routine',
    title: 'A resource of a type that this review does not know is created or changed',
    reason: 'Its effect is not known here.',
    next: 'Read what the plan says about it.',
  },
} as const satisfies Record<string, Consequence>;

/** A kind of change that any resource can have, or the plan as a whole. */
export type GeneralKind = keyof typeof GENERAL;
