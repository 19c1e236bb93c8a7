import { destructive } from '../meaning/consequence';
import type { Finding } from '../meaning/finding';
import { noun } from '../meaning/resource';
import type { Change } from '../plan/change';
import type { Side } from '../plan/side';

import { onlyFollowsRegistry, tellsRegistry } from './registry-digest';
import { explainSyncStep, SYNC_STEP } from './sync-step';
import { explainRegistry, TENANT_REGISTRY } from './tenant-registry';
import { explainTokenInUse } from './token';

/** The steps that Terraform runs during a deployment, and the pauses between them. */
export const DEPLOYMENT_STEP = noun(
  {
    ...SYNC_STEP,
    ...TENANT_REGISTRY,
    'application-protection-off': destructive(
      'Deletion protection of the application is switched off',
      'Until now Terraform has refused every plan that would destroy the application or its service principal.',
      'Nothing yet. The next deployment may destroy them, and Entra disables everybody then.',
    ),
  },
  {
    // If the input of a step shows what the step does, the review does not also report that the step runs again.
    terraform_data: {
      noun: 'step',
      shown: [],
      read: ['input', 'triggers_replace'],
      destroyed: 'repeated',
      explain: (change, around) => {
        if (tellsRegistry(around.changes) && onlyFollowsRegistry(change)) return [];
        const told = [
          ...explainTokenInUse(around.changes).filter(({ address }) => address === change.address),
          ...explainSyncStep(change, around.changes),
          ...explainRegistry(change),
          ...explainProtection(change),
        ];
        return told.length > 0 ? told : around.general();
      },
    },
    time_sleep: { noun: 'pause', shown: ['create_duration', 'destroy_duration'], destroyed: 'repeated' },
  },
);

/**
 * Reports that a `terraform_data` resource switches off the deletion protection of an application. Empty for any other
 * step.
 */
function explainProtection({ address, before, after }: Change): Finding<'application-protection-off'>[] {
  if (!isProtected(before) || isProtected(after)) return [];
  const attribute = { name: 'deletionProtection', before: true, after: after.exists ? false : null };
  return [{ kind: 'application-protection-off', address, what: 'application', attributes: [attribute] }];
}

function isProtected(side: Side): boolean {
  return side.records('input').some(({ deletionProtection }) => deletionProtection === true);
}
