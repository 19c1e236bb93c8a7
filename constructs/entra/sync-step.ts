import { createHash } from 'node:crypto';

import { type ITerraformDependable, type TerraformResource, TerraformStack, Token } from 'cdktf';
import { Construct } from 'constructs';

import type { SyncSettings } from '../../entra/sync-settings';
import { projectFolderFrom } from '../project-folder';
import { TerraformData } from '../terraform-data';

export interface SyncStepProps {
  readonly settings: SyncSettings;

  /** Command line of the program that does it, run in the project's folder. It finds the settings in SYNC_SETTINGS. */
  readonly command: string;

  /** What stands before the step runs. */
  readonly dependsOn: readonly ITerraformDependable[];

  /** Resources whose every change makes the step run again. */
  readonly rerunAfter: readonly TerraformResource[];

  /**
   * Variables that the step sees besides those of who deploys.
   *
   * @default - none.
   */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * What Terraform cannot do to a job, done by a program that Terraform runs while it applies.
 *
 * The settings are the input of a `terraform_data`, so a plan shows each change of them, and a change runs the step
 * again. A step that failed leaves its resource tainted: the next apply repeats it.
 */
export class SyncStep extends Construct {
  constructor(scope: Construct, id: string, { settings, command, dependsOn, rerunAfter, environment }: SyncStepProps) {
    super(scope, id);

    new TerraformData(this, 'Run', {
      input: settings,
      // Provisioners run when a resource is made, so a change of the input has to make it anew.
      triggersReplace: digest(settings),
      dependsOn: [...dependsOn],
      lifecycle: { replaceTriggeredBy: rerunAfter.map(address) },
      provisioners: [
        {
          type: 'local-exec',
          command,
          workingDir: `\${path.root}/${projectFolderFrom(TerraformStack.of(this))}`,
          environment: { ...environment, SYNC_SETTINGS: '${jsonencode(self.input)}' },
        },
      ],
    });
  }
}

/** The settings in short, for a plan that shows them as input already: what Terraform has to resolve, and a digest. */
function digest(settings: SyncSettings): Record<string, unknown> {
  const entries = Object.entries(settings);
  const literals = entries.filter(([, value]) => !Token.isUnresolved(value));
  return {
    ...Object.fromEntries(entries.filter(([, value]) => Token.isUnresolved(value))),
    literals: createHash('sha256').update(JSON.stringify(literals)).digest('hex'),
  };
}

/** A resource's address as text: Terraform takes no expression here. */
function address({ terraformResourceType, friendlyUniqueId }: TerraformResource): string {
  return `${terraformResourceType}.${friendlyUniqueId}`;
}
