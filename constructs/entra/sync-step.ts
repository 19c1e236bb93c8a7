import { createHash } from 'node:crypto';

import { type ITerraformDependable, type TerraformResource, TerraformStack, Token } from 'cdktf';
import { Construct } from 'constructs';

import type { SyncSettings } from '../../entra/sync-settings';
import { projectFolderFrom } from '../project-folder';
import { TerraformData } from '../terraform-data';

export interface SyncStepProps {
  readonly settings: SyncSettings;

  /**
   * Command line of the step's program. The program runs in the project's folder and reads the settings from
   * SYNC_SETTINGS.
   */
  readonly command: string;

  /** Resources that must exist before the step runs. */
  readonly dependsOn: readonly ITerraformDependable[];

  /** Resources that make the step run again whenever they change. */
  readonly rerunAfter: readonly TerraformResource[];

  /**
   * Environment variables for the step. The step gets them in addition to the deployer's environment variables.
   *
   * @default - none.
   */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Configures those parts of a job that Terraform's provider does not support. Terraform runs a program for this step
 * during apply.
 *
 * The settings are the input of a `terraform_data` resource. A plan therefore shows each change to the settings, and
 * each change makes the step run again. If the step fails, its resource is tainted, and the next apply runs the step
 * again.
 */
export class SyncStep extends Construct {
  constructor(scope: Construct, id: string, { settings, command, dependsOn, rerunAfter, environment }: SyncStepProps) {
    super(scope, id);

    new TerraformData(this, 'Run', {
      input: settings,
      // Provisioners run only when a resource is created. So a change to the settings must replace the resource.
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

/**
 * The settings in short form, since the plan already shows them in full as `input`. The result contains the values that
 * only Terraform can resolve, and one digest of all other values.
 */
function digest(settings: SyncSettings): Record<string, unknown> {
  const entries = Object.entries(settings);
  const literals = entries.filter(([, value]) => !Token.isUnresolved(value));
  return {
    ...Object.fromEntries(entries.filter(([, value]) => Token.isUnresolved(value))),
    literals: createHash('sha256').update(JSON.stringify(literals)).digest('hex'),
  };
}

/** Address of a resource, as a string. Terraform does not allow an expression in `replace_triggered_by`. */
function address({ terraformResourceType, friendlyUniqueId }: TerraformResource): string {
  return `${terraformResourceType}.${friendlyUniqueId}`;
}
