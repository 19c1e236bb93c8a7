import { destructive, risky, routine } from '../meaning/consequence';
import { noun } from '../meaning/resource';
import { becomes } from '../meaning/watch';
import type { Change } from '../plan/change';
import type { Plan } from '../plan/plan';
import type { Side } from '../plan/side';

import { readSettings } from './sync-settings';

/** The job with which Entra provisions. */
export const SYNCHRONIZATION_JOB = noun(
  {
    'job-destroyed': destructive(
      'The provisioning job is destroyed',
      'Nothing is provisioned any more, and what the job knew about accounts is lost.',
      'Accounts stay as they are: people who leave the company keep their access. A later job begins with an initial cycle.',
    ),
    'job-replaced': destructive(
      'The provisioning job is replaced',
      'All that the job knew about accounts is lost.',
      'The new job begins with an initial cycle and matches everybody again; people whom it cannot match are created twice.',
    ),
    'provisioning-paused': risky(
      'Provisioning is paused',
      'Nobody gains access, and nobody loses it.',
      'Entra finishes the cycle that runs and starts no other. People who leave the company keep their access meanwhile.',
    ),
    'provisioning-started': routine(
      'Provisioning is started',
      'This is what the job is for.',
      'A job that never ran begins with an initial cycle; one that was paused goes on where it stopped.',
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
 * The sync step starts and pauses the job. So a job in another state than the step left it in was paused or started by
 * somebody else.
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
