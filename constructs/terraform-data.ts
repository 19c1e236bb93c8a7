import { type TerraformMetaArguments, TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';

export interface TerraformDataConfig extends TerraformMetaArguments {
  /** Value that a plan shows and the state keeps. */
  readonly input?: unknown;

  /** When this value changes, Terraform replaces the resource and runs its provisioners again. */
  readonly triggersReplace?: unknown;
}

/**
 * Terraform's own resource type `terraform_data`.
 *
 * CDKTF has a class for this type, but the class runs `terraform version` once per resource. That doubles the time to
 * synthesize many stacks, and fails on machines without Terraform.
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
