import type { Clock } from '../../../microsoft/clock';
import { RestError } from '../../../microsoft/rest-error';

import type { SynchronizationJob } from './synchronization-job';

const ATTEMPTS = 3;
const PAUSE_MS = 10_000;

/**
 * Tests the connection with the saved credentials. A failed test is repeated, because Graph continues to use the old
 * credentials for a moment after new ones have been saved.
 */
export async function testConnection(job: SynchronizationJob, clock: Clock): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await job.testConnection();
      return;
    } catch (error) {
      if (!(error instanceof RestError) || error.status !== 400 || attempt === ATTEMPTS) throw error;
      await clock.sleep(PAUSE_MS);
    }
  }
}
