import { setTimeout as sleep } from 'node:timers/promises';

import type { Logger } from 'pino';

import { databaseTrouble } from './database-trouble';
import type { LogUpkeep } from './storage/history/log-upkeep';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Pause after a failed attempt to maintain the logs, in milliseconds. An attempt fails when requests lock a log, or
 * when the database is unavailable.
 */
const RETRY_MS = 10 * 60 * 1000;

/**
 * Creates and drops partitions of the logs in the database, immediately and then once a day, and records in the
 * service's log what was done. @param stopped ends the maintenance when aborted.
 */
export async function retainLogs(keepLogs: () => Promise<LogUpkeep>, log: Logger, stopped: AbortSignal): Promise<void> {
  while (!stopped.aborted) {
    let pause = DAY_MS;
    try {
      const { made, dropped } = await keepLogs();
      if (made.length + dropped.length > 0) log.info({ made, dropped }, 'partitions of the logs');
    } catch (error) {
      log.warn({ reason: databaseTrouble(error) }, 'the logs were not maintained; next attempt in 10 minutes');
      pause = RETRY_MS;
    }
    await sleep(pause, undefined, { signal: stopped, ref: false }).catch(() => undefined);
  }
}
