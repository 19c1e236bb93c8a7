import { PLATFORM_STACK } from '../../fleet/stack-name';

import type { Stack } from './stack';
import type { Tenant } from './tenant';

/** Stacks that may be deployed at the same time, once all earlier stages are deployed. */
export interface Stage {
  readonly name: string;
  readonly stacks: readonly Stack[];
}

/**
 * The stages of a rollout, in order. Empty stages are left out.
 *
 * The first stage contains the stacks that must be deployed before the platform: tenants that are being removed,
 * because the platform deletes their tokens, and the console, because the platform looks up the console's application.
 * The second stage is the platform. The other tenants follow, wave by wave.
 */
export function stagesOf(stacks: readonly Stack[], tenants: readonly Tenant[]): Stage[] {
  const waves = new Map(tenants.map(({ stack, wave }) => [stack, wave]));
  const platform = stacks.filter(({ name }) => name === PLATFORM_STACK);
  const first = new Set(platform.flatMap(({ dependencies }) => dependencies));
  const rest = stacks.filter((stack) => stack.name !== PLATFORM_STACK && !first.has(stack.name));
  const numbers = [...new Set(rest.map(({ name }) => waves.get(name) ?? 0))].sort((a, b) => a - b);
  return [
    { name: 'removal', stacks: stacks.filter(({ name }) => first.has(name)) },
    { name: PLATFORM_STACK, stacks: platform },
    ...numbers.map((number) => ({
      name: `wave ${number}`,
      stacks: rest.filter(({ name }) => (waves.get(name) ?? 0) === number),
    })),
  ].filter((stage) => stage.stacks.length > 0);
}
