import type { PlatformConfig } from './model/platform';

/** Default name of the blob container for states. */
const CONTAINER = 'tfstate';

/**
 * Name of the blob container in which a stack's state is stored. The container must exist before the stack is deployed.
 * Undefined if states are stored in local files.
 */
export function stateContainer({ name, state }: PlatformConfig, stack: string): string | undefined {
  if (state === 'local') return undefined;
  return state.containerPerStack ? `${name}-${stack}` : (state.container ?? CONTAINER);
}
