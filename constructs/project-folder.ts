import { join, relative, resolve } from 'node:path';

import { App, type TerraformStack } from 'cdktf';

/** The project's folder as seen from the folder in which Terraform works on a stack, for example `../../..`. */
export function projectFolderFrom(stack: TerraformStack): string {
  const workingFolder = join(App.of(stack).outdir, 'stacks', stack.node.id);
  return relative(resolve(workingFolder), resolve('')).replaceAll('\\', '/');
}
