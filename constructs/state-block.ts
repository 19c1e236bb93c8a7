import { TerraformElement, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';

/** The `moved` and `removed` blocks of each stack. */
const BLOCKS = new WeakMap<TerraformStack, Record<'moved' | 'removed', object[]>>();

/**
 * Adds a `moved` or `removed` block directly to the JSON of a stack. CDKTF itself can only move resources that are
 * still defined.
 */
export function addStateBlock(stack: TerraformStack, kind: 'moved' | 'removed', block: object): void {
  const blocks = BLOCKS.get(stack) ?? { moved: [], removed: [] };
  BLOCKS.set(stack, blocks);
  blocks[kind].push(block);
  stack.addOverride(kind, blocks[kind]);
}

/**
 * Address of a resource in Terraform's state, given the resource's construct id. The app need not define the resource
 * any more.
 */
export function stateAddress(type: string, scope: Construct, id: string): string {
  const child = scope.node.tryFindChild(id) ?? new Construct(scope, id);
  const name =
    child instanceof TerraformElement ? child.friendlyUniqueId : TerraformStack.of(scope).getLogicalId(child.node);
  return `${type}.${name}`;
}
