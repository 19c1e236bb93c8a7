import { TerraformElement, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';

/** Blocks with which a stack changes its Terraform state, by kind. */
const BLOCKS = new WeakMap<TerraformStack, Record<'moved' | 'removed', object[]>>();

/** Adds a block to a stack, directly in its JSON, since CDKTF can only move resources that it still has. */
export function addStateBlock(stack: TerraformStack, kind: 'moved' | 'removed', block: object): void {
  const blocks = BLOCKS.get(stack) ?? { moved: [], removed: [] };
  BLOCKS.set(stack, blocks);
  blocks[kind].push(block);
  stack.addOverride(kind, blocks[kind]);
}

/** Address in the Terraform state of a resource that a construct has, or once had under that id. */
export function stateAddress(type: string, scope: Construct, id: string): string {
  const child = scope.node.tryFindChild(id) ?? new Construct(scope, id);
  const name =
    child instanceof TerraformElement ? child.friendlyUniqueId : TerraformStack.of(scope).getLogicalId(child.node);
  return `${type}.${name}`;
}
