import { TerraformElement, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';

/** What a stack tells Terraform to do to its state, by kind of block. */
const BLOCKS = new WeakMap<TerraformStack, Record<'moved' | 'removed', object[]>>();

/** Adds a block to those of a stack. Straight into its JSON: CDKTF moves only from resources that it still has. */
export function addStateBlock(stack: TerraformStack, kind: 'moved' | 'removed', block: object): void {
  const blocks = BLOCKS.get(stack) ?? { moved: [], removed: [] };
  BLOCKS.set(stack, blocks);
  blocks[kind].push(block);
  stack.addOverride(kind, blocks[kind]);
}

/** Where Terraform keeps a resource in its state: one that a construct has, or had under that id. */
export function stateAddress(type: string, scope: Construct, id: string): string {
  const child = scope.node.tryFindChild(id) ?? new Construct(scope, id);
  const name =
    child instanceof TerraformElement ? child.friendlyUniqueId : TerraformStack.of(scope).getLogicalId(child.node);
  return `${type}.${name}`;
}
