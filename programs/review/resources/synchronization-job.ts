import { destructive, risky, routine } from '../meaning/consequence';
import { noun } from '../meaning/resource';
import { becomes } from '../meaning/watch';
import type { Change } from '../plan/change';
import type { Plan } from '../plan/plan';
import type { Side } from '../plan/side';

import { readSettings } from './sync-settings';

/** The job that provisions users and groups from Entra into the service. */
export const SYNCHRONIZATION_JOB = noun(
  {
    'job-destroyed': destructive(
      'The provisioning job is destroyed',
      "Nothing is provisioned any more, and the job's knowledge of accounts is lost.",
      'Accounts stay as they are: people who leave the company keep their access. A later job begins with an initial cycle.',
    ),
    'job-replaced': destructive(
      'The provisioning job is replaced',
      "The job's knowledge of accounts is lost.",
      'The new job begins with an initial cycle and matches everybody again; people whom it cannot match are created twice.',
    ),
    'provisioning-paused': risky(
      'Provisioning is paused',
      'Nobody gains access, and nobody loses it.',
      'Entra finishes the current cycle and starts no other. People who leave the company keep their access meanwhile.',
    ),
    'provisioning-started': routine(
      'Provisioning is started',
      'This is what the job is for.',
      'A job that never ran begins with an initial cycle; a paused job continues where it stopped.',
    ),
  },
  {
    azuread_synchronization_job: {
      noun: 'provisioning job',
      shown: [
        { path: 'enabled', kind: 'provisioning-paused', when: becomes(false) },
        { path: 'enabled', kind: 'provisioning-started', when: becomes(true), created: true },
        'template_id',
        'schedule.state',
        'schedule.interval',
      ],
      destroyed: 'job-destroyed',
      replaced: 'job-replaced',
      expectedDrift: [{ paths: ['enabled', 'schedule.state'], isExpected: isAsTheStepLeftIt }],
    },
  },
);

/**
 * Whether the job is still in the state in which the sync step left it. Only the sync step should start or pause the
 * job. If the state differs, somebody else has started or paused the job.
 */
function isAsTheStepLeftIt({ after }: Change, plan: Plan): boolean {
  const steps: Side[] = [
    ...plan.changes.filter(({ type }) => type === 'terraform_data').map(({ before }) => before),
    ...plan.standing('terraform_data').map(({ values }) => values),
  ];
  const settings = steps.map(readSettings).find((found) => found !== undefined);
  const { enabled } = settings ?? {};
  const states = after.values('schedule.state');
  return (
    enabled === after.value('enabled') && states.every((state) => state === (enabled === true ? 'Active' : 'Disabled'))
  );
}
