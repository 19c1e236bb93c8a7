import { type Consequence, risky, routine } from './consequence';

/** What no other table knows more about, and what is wrong with the plan as a whole. */
export const GENERAL = {
  'plan-failed': risky(
    'Terraform stopped with an error while it planned',
    'The plan does not hold everything that would happen.',
    'Read the log of the plan, mend the error, and plan again.',
  ),
  'plan-incomplete': risky(
    'The plan is not complete',
    'Terraform left out a part, because of -target or because something is not known yet.',
    'A further plan is needed after this one, and its review.',
  ),
  'check-failed': risky(
    'A check of the configuration failed',
    'The configuration says that this must not be.',
    'Mend what its message says, and plan again.',
  ),
  'plan-part-unknown': risky(
    'The plan holds a part that this review does not know',
    'A newer Terraform may tell of changes there.',
    'Read what Terraform itself says about the plan, or take a newer version of this program.',
  ),
  'action-invoked': risky(
    'An action of a provider is run',
    'It does something besides the resources, and the plan does not tell what.',
    'Terraform runs it while it applies the plan, and no later plan takes it back.',
  ),
  'outputs-changed': routine(
    'Outputs of the stack change',
    'Outputs hand values to other programs. No resource changes by them.',
    'Nothing, unless another program reads them.',
  ),
  destroyed: risky(
    'A resource is destroyed',
    'This review knows of no harm, but what is gone is gone.',
    'Nothing that Entra would see.',
  ),
  replaced: risky(
    'A resource is replaced',
    'It is gone until the new one stands, unless the new one is made first.',
    'Nothing that Entra would see.',
  ),
  forgotten: risky('A resource is forgotten', 'Terraform no longer looks after it, but it stays.', 'Nothing changes.'),
  adopted: routine(
    'A resource that stands already is adopted',
    'Terraform looks after it from now on.',
    'Nothing changes.',
  ),
  moved: routine(
    'A resource is known under another address',
    'Only its name in the configuration changes, not the resource.',
    'Nothing changes.',
  ),
  created: routine(
    'A resource is created',
    'Nothing that stands is touched.',
    'Nothing that Entra would see before all is deployed.',
  ),
  changed: routine(
    'A resource is changed in place',
    'This review knows of no effect on access.',
    'Nothing that Entra would see, as far as this review knows.',
  ),
  repeated: routine(
    'A step of the deployment runs again or goes',
    'It is safe to run again and keeps nothing.',
    'Nothing, unless something else of this plan changes.',
  ),
  'unknown-destroyed': risky(
    'A resource of a type that this review does not know is destroyed or replaced',
    'Its effect is not known here.',
    'Read what the plan says about it.',
  ),
  'unknown-rights-changed': risky(
    'A resource that may give rights, of a type that this review does not know, is created or changed',
    'By its name it is about the directory, about members, roles or permissions.',
    'Read what the plan says about it.',
  ),
  'unknown-changed': routine(
    'A resource of a type that this review does not know is created or changed',
    'Its effect is not known here.',
    'Read what the plan says about it.',
  ),
} as const satisfies Record<string, Consequence>;

/** A kind of change that any resource can have, or the plan as a whole. */
export type GeneralKind = keyof typeof GENERAL;
