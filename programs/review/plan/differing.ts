import type { AttributeChange } from './change';
import { same } from './same';
import type { Json } from './terraform-plan';

/** Selects the values that a change alters. Each value has a name. */
export function differing(pairs: readonly (readonly [name: string, before: Json, after: Json])[]): AttributeChange[] {
  return pairs
    .filter(([, before, after]) => !same(before, after))
    .map(([name, before, after]) => ({ name, before, after }));
}
