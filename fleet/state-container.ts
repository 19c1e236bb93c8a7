import type { PlatformConfig } from './model/platform';

/** Container of states, unless the platform's file says otherwise. */
const CONTAINER = 'tfstate';

/**
 * Blob container that holds the state of a stack, and has to be there before the stack is deployed. Undefined when states
 * are kept elsewhere.
 */
export function stateContainer({ name, state }: PlatformConfig, stack: string): string | undefined {
  if (state === 'local') return undefined;
  return state.containerPerStack ? `${name}-${stack}` : (state.container ?? CONTAINER);
}
