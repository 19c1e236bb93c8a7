import { setTimeout as sleep } from 'node:timers/promises';

import type { Logger } from 'pino';

import { databaseTrouble } from './database-trouble';
import type { LogUpkeep } from './storage/log-upkeep';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Pause before a new attempt, after requests held a log or the database was away. */
const RETRY_MS = 10 * 60 * 1000;

/** Looks after the logs in the database now and once a day, and logs what was done. @param stopped ends it. */
export async function retainLogs(keepLogs: () => Promise<LogUpkeep>, log: Logger, stopped: AbortSignal): Promise<void> {
  while (!stopped.aborted) {
    let pause = DAY_MS;
    try {
      const { made, dropped } = await keepLogs();
      if (made.length + dropped.length > 0) log.info({ made, dropped }, 'partitions of the logs');
    } catch (error) {
      log.warn({ reason: databaseTrouble(error) }, 'the logs were not looked after; tried again in 10 minutes');
      pause = RETRY_MS;
    }
    await sleep(pause, undefined, { signal: stopped, ref: false }).catch(() => undefined);
  }
}
