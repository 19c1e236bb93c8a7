import { type Consequence, risky, routine } from './consequence';

/**
 * General consequences. They apply to changes for which the resource type defines no consequence of its own, and to
 * problems that concern the plan as a whole.
 */
export const GENERAL = {
  'plan-failed': risky(
    'Terraform stopped with an error while planning',
    'The plan does not contain everything that would happen.',
    'Read the log of the plan, fix the error, and plan again.',
  ),
  'plan-incomplete': risky(
    'The plan is not complete',
    'Terraform left something out, because of -target or because something is not known yet.',
    'Another plan is needed after this one, and another review.',
  ),
  'check-failed': risky(
    'A check of the configuration failed',
    'The configuration forbids this.',
    'Fix the problem that the message describes, and plan again.',
  ),
  'plan-part-unknown': risky(
    'The plan contains a part that this review does not know',
    'A newer Terraform may report changes there.',
    'Read what Terraform itself says about the plan, or use a newer version of this program.',
  ),
  'action-invoked': risky(
    'A provider runs an action',
    'It does something beyond the resources, and the plan does not show what.',
    'Terraform runs it while applying the plan, and no later plan can undo it.',
  ),
  'outputs-changed': routine(
    'Outputs of the stack change',
    'Outputs pass values to other programs. They change no resource.',
    'Nothing, unless another program reads them.',
  ),
  destroyed: risky(
    'A resource is destroyed',
    'This review knows of no harm, but the removal cannot be undone.',
    'Nothing that Entra would see.',
  ),
  replaced: risky(
    'A resource is replaced',
    'It is missing until the new one exists, unless the new one is created first.',
    'Nothing that Entra would see.',
  ),
  forgotten: risky('A resource is forgotten', 'Terraform no longer manages it, but it stays.', 'Nothing changes.'),
  adopted: routine('An existing resource is adopted', 'Terraform manages it from now on.', 'Nothing changes.'),
  moved: routine(
    'A resource gets another address in the configuration',
    'Only its name in the configuration changes, not the resource.',
    'Nothing changes.',
  ),
  created: routine(
    'A resource is created',
    'Nothing that exists is touched.',
    'Nothing that Entra would see before everything is deployed.',
  ),
  changed: routine(
    'A resource is changed in place',
    'This review knows of no effect on access.',
    'Nothing that Entra would see, as far as this review knows.',
  ),
  repeated: routine(
    'A step of the deployment runs again or is removed',
    'It is safe to run again and stores nothing.',
    'Nothing, unless something else of this plan changes.',
  ),
  'unknown-destroyed': risky(
    'A resource of a type that this review does not know is destroyed or replaced',
    'This review does not know its effect.',
    'Read what the plan says about it.',
  ),
  'unknown-rights-changed': risky(
    'A resource that may give rights, of a type that this review does not know, is created or changed',
    'Its name suggests that it concerns the directory, members, roles or permissions.',
    'Read what the plan says about it.',
  ),
  'unknown-changed': routine(
    'A resource of a type that this review does not know is created or changed',
    'This review does not know its effect.',
    'Read what the plan says about it.',
  ),
} as const satisfies Record<string, Consequence>;

/** The kinds of change that any resource, or the plan as a whole, can have. */
export type GeneralKind = keyof typeof GENERAL;
