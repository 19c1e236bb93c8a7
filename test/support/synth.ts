import { AzureadProvider } from '@cdktf/provider-azuread/lib/provider';
import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider';
import { RandomProvider } from '@cdktf/provider-random/lib/provider';
import { TimeProvider } from '@cdktf/provider-time/lib/provider';
import { type TerraformElement, TerraformStack, Testing } from 'cdktf';
import type { Construct, Node } from 'constructs';

import { platformStackNames, tenantStackNames, terraformName } from '../../stacks/terraform-names';
import { withoutTokenTraces } from '../../stacks/without-token-traces';

interface TerraformType {
  readonly tfResourceType: string;
}

type Blocks = Record<string, Record<string, Block>>;

/** The arguments of one resource or data source, as in `cdk.tf.json`. */
export type Block = Record<string, unknown>;

export interface TerraformJson {
  readonly resource?: Blocks;
  readonly data?: Blocks;
  readonly provider?: Record<string, Block[]>;
  readonly output?: Record<string, Block>;
  readonly variable?: Record<string, Block>;
}

/** The synthesized configuration for Terraform. */
export class Synthesized {
  readonly json: TerraformJson;
  readonly text: string;

  constructor(text: string) {
    this.text = text;
    this.json = JSON.parse(text) as TerraformJson;
  }

  /** All resources or data sources of a type, by their Terraform names. */
  all(type: TerraformType): Record<string, Block> {
    return { ...this.json.resource?.[type.tfResourceType], ...this.json.data?.[type.tfResourceType] };
  }

  /** The one resource or data source of a type. Throws if there are none or several. */
  only(type: TerraformType): Block {
    const [found, ...more] = Object.values(this.all(type));
    if (!found || more.length > 0) throw new Error(`expected one ${type.tfResourceType}, found ${more.length + 1}`);
    return found;
  }
}

/** A stack in which resources have the same names as in our own stacks. */
class NamingStack extends TerraformStack {
  protected override allocateLogicalId(element: TerraformElement | Node): string {
    return (
      terraformName(this, element, (path) => tenantStackNames(path) ?? platformStackNames(path)) ??
      super.allocateLogicalId(element)
    );
  }
}

/** Synthesizes the constructs that `define` adds to a stack with all our providers. */
export function synth(define: (scope: Construct) => void): Synthesized {
  return withoutTokenTraces(() => {
    const stack = new NamingStack(Testing.app(), 'test');
    new AzureadProvider(stack, 'azuread');
    new AzurermProvider(stack, 'azurerm', { features: [{}], subscriptionId: '00000000-0000-0000-0000-000000000000' });
    new RandomProvider(stack, 'random');
    new TimeProvider(stack, 'time');
    define(stack);
    return synthStack(stack);
  });
}

/** Synthesizes a whole stack and runs its validations, which find a missing provider. */
export function synthStack(stack: TerraformStack): Synthesized {
  return new Synthesized(Testing.synth(stack, true));
}
