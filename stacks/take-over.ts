import { SynchronizationJob } from '@cdktf/provider-azuread/lib/synchronization-job';
import type { TerraformStack } from 'cdktf';

import { type ImportBlock, importBlocks } from '../fleet/import-blocks';
import type { Takeover } from '../fleet/model/takeover';

/** Makes Terraform take over a tenant's existing objects in Entra. */
export function takeOver(stack: TerraformStack, takeover: Takeover): void {
  addImports(stack, importBlocks(takeover));
  if (takeover.job === undefined) return;
  // A job's id begins with the id of the template from which the job was created. With any other template, Terraform
  // would replace the job.
  const [templateId] = takeover.job.split('.');
  for (const construct of stack.node.findAll()) {
    if (construct instanceof SynchronizationJob && templateId !== undefined) construct.templateId = templateId;
  }
}

/**
 * Adds import blocks for existing objects. A block has no effect once its object is in the state.
 *
 * The blocks are written directly into the stack's JSON, since CDKTF's own import runs `terraform version` for each
 * resource.
 */
export function addImports(stack: TerraformStack, blocks: readonly ImportBlock[]): void {
  if (blocks.length > 0) stack.addOverride('import', blocks);
}
