import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

import { TerraformData } from '../terraform-data';

export interface DeployStepProps {
  /**
   * Program and its arguments. The program runs in `folder`, with the deployer's credentials in the environment. No
   * argument may contain characters that must be quoted in a shell.
   */
  readonly command: readonly string[];

  /** Folder in which the program runs, relative to the folder of the stack. */
  readonly folder: string;

  /** Values that trigger the step: it runs again whenever one of them changes. */
  readonly triggers: Readonly<Record<string, string>>;

  /** Resources that must exist before the step runs. */
  readonly dependsOn: readonly ITerraformDependable[];
}

const SAFE = /^[\w./:=@-]+$/;

/**
 * A step of the deployment for which Terraform has no resource. The step runs in the first deployment, and again
 * whenever a trigger changes.
 *
 * @example
 * new DeployStep(this, 'Migrated', {
 *   command: ['node', 'migrate.js'],
 *   folder: '../../..', // from cdktf.out/stacks/<stack> to the project
 *   triggers: { image },
 *   dependsOn: [migration.resource],
 * });
 */
export class DeployStep extends Construct {
  readonly resource: ITerraformDependable;

  constructor(scope: Construct, id: string, { command, folder, triggers, dependsOn }: DeployStepProps) {
    super(scope, id);
    const odd = command.find((part) => !SAFE.test(part));
    if (odd !== undefined) throw new Error(`the command of '${this.node.path}' must need no quotes; got '${odd}'`);

    this.resource = new TerraformData(this, 'Step', {
      triggersReplace: triggers,
      provisioners: [{ type: 'local-exec', command: command.join(' '), workingDir: `\${path.root}/${folder}` }],
      dependsOn: [...dependsOn],
    });
  }
}
