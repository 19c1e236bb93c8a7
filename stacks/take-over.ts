import { SynchronizationJob } from '@cdktf/provider-azuread/lib/synchronization-job';
import type { TerraformStack } from 'cdktf';

import { importBlocks } from '../fleet/import-blocks';
import type { Takeover } from '../fleet/model/takeover';

/**
 * Takes over what a tenant already has in Entra. The blocks have no effect once the objects are in the state.
 *
 * Written directly into the stack, since CDKTF's own way runs `terraform version` for each resource.
 */
export function takeOver(stack: TerraformStack, takeover: Takeover): void {
  stack.addOverride('import', importBlocks(takeover));
  if (takeover.job === undefined) return;
  // The job's id begins with the template that it was created from. Any other template would replace the job.
  const [templateId] = takeover.job.split('.');
  for (const construct of stack.node.findAll()) {
    if (construct instanceof SynchronizationJob && templateId !== undefined) construct.templateId = templateId;
  }
}
