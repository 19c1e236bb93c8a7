import type { JobStatus } from './synchronization-job';

/** The action that brings a job into its declared state. `hold`: only a person may do that. */
export type JobAction = 'start' | 'pause' | 'liftQuarantine' | 'hold' | 'none';

/**
 * Quarantines that await a person's decision rather than report a failure. Lifting them could delete users by mistake.
 */
const DECISIONS = ['TooManyDeletes', 'QuarantinedOnDemand'];

/** Call it after the connection has been tested: the reason for a quarantine is then assumed to be gone. */
export function nextAction(enabled: boolean, { state, quarantine }: JobStatus): JobAction {
  if (!enabled) return state === 'Active' ? 'pause' : 'none';
  if (quarantine) return DECISIONS.includes(quarantine.reason) ? 'hold' : 'liftQuarantine';
  return state === 'Active' ? 'none' : 'start';
}
