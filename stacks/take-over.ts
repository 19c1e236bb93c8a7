import { SynchronizationJob } from '@cdktf/provider-azuread/lib/synchronization-job';
import type { TerraformStack } from 'cdktf';

import { importBlocks } from '../fleet/import-blocks';
import type { Takeover } from '../fleet/model/takeover';

/**
 * Adds import blocks for a tenant's existing objects in Entra. A block has no effect once its object is in the state.
 *
 * The blocks are written directly into the stack's JSON, since CDKTF's own import runs `terraform version` for each
 * resource.
 */
export function takeOver(stack: TerraformStack, takeover: Takeover): void {
  stack.addOverride('import', importBlocks(takeover));
  if (takeover.job === undefined) return;
  // A job's id begins with the id of the template from which the job was created. With any other template, Terraform
  // would replace the job.
  const [templateId] = takeover.job.split('.');
  for (const construct of stack.node.findAll()) {
    if (construct instanceof SynchronizationJob && templateId !== undefined) construct.templateId = templateId;
  }
}
