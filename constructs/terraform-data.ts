import { type TerraformMetaArguments, TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';

export interface TerraformDataConfig extends TerraformMetaArguments {
  /** Value that a plan shows and the state keeps. */
  readonly input?: unknown;

  /** The resource is made anew when this changes, and its provisioners run again. */
  readonly triggersReplace?: unknown;
}

/**
 * Terraform's own `terraform_data`.
 *
 * CDKTF has a class for it that runs `terraform version` for each resource: a synthesis of many stacks takes twice as
 * long, and none is possible where Terraform is not installed.
 */
export class TerraformData extends TerraformResource {
  readonly #attributes: Record<string, unknown>;

  constructor(scope: Construct, id: string, { input, triggersReplace, ...meta }: TerraformDataConfig) {
    super(scope, id, {
      ...meta,
      terraformResourceType: 'terraform_data',
      terraformGeneratorMetadata: { providerName: 'terraform' },
    });
    this.#attributes = { input, triggers_replace: triggersReplace };
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return this.#attributes;
  }
}
