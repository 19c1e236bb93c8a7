import { join, relative, resolve } from 'node:path';

import { App, type TerraformStack } from 'cdktf';

/** Path of the project's folder, relative to the folder in which Terraform runs for a stack, for example `../../..`. */
export function projectFolderFrom(stack: TerraformStack): string {
  const workingFolder = join(App.of(stack).outdir, 'stacks', stack.node.id);
  return relative(resolve(workingFolder), resolve('')).replaceAll('\\', '/');
}
