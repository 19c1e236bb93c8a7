import type { JobStatus } from './synchronization-job';

/** What brings a job to where it is declared to be. `hold`: only a person may. */
export type JobAction = 'start' | 'pause' | 'liftQuarantine' | 'hold' | 'none';

/** Quarantines that mean a decision of a person, not a failure: lifting them could delete whom nobody meant to. */
const DECISIONS = ['TooManyDeletes', 'QuarantinedOnDemand'];

/** Call it when the connection has been tested: what held the job back is then assumed to be gone. */
export function nextAction(enabled: boolean, { state, quarantine }: JobStatus): JobAction {
  if (!enabled) return state === 'Active' ? 'pause' : 'none';
  if (quarantine) return DECISIONS.includes(quarantine.reason) ? 'hold' : 'liftQuarantine';
  return state === 'Active' ? 'none' : 'start';
}
