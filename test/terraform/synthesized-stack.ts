import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Stage } from './stage';

type Blocks = Readonly<Record<string, Readonly<Record<string, any>>>>;

/** Terraform's configuration for the tenant: the stack's `cdk.tf.json`. */
export interface SynthesizedStack {
  readonly data?: Blocks;
  readonly resource?: Blocks;
  readonly provider: Readonly<Record<string, readonly any[]>>;
  readonly removed?: readonly { readonly from: string }[];
}

export function synthesizedStack({ stack }: Stage): SynthesizedStack {
  return JSON.parse(readFileSync(join(stack, 'cdk.tf.json'), 'utf8'));
}

/** Blocks of all resources by address, without arguments that only affect the order of operations. */
export function resourcesOf({ resource = {} }: SynthesizedStack): Record<string, unknown> {
  const entries = Object.entries(resource).flatMap(([type, blocks]) =>
    Object.entries(blocks).map(([name, block]) => {
      const { depends_on: _after, lifecycle: _when, ...what } = block as Record<string, unknown>;
      return [`${type}.${name}`, what] as const;
    }),
  );
  return Object.fromEntries(entries);
}
