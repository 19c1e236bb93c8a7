import type { PlatformConfig } from './model/platform';

/** Default container for states. */
const CONTAINER = 'tfstate';

/**
 * Blob container for the state of a stack, which must exist before the stack is deployed. Undefined when states are
 * kept elsewhere.
 */
export function stateContainer({ name, state }: PlatformConfig, stack: string): string | undefined {
  if (state === 'local') return undefined;
  return state.containerPerStack ? `${name}-${stack}` : (state.container ?? CONTAINER);
}
