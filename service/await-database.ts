import { setTimeout as sleep } from 'node:timers/promises';

import type { Logger } from 'pino';

import { databaseTrouble } from './database-trouble';

/** Longest pause between two attempts: short, so that a database that comes back is soon used again. */
const PAUSE_MS_MAX = 15_000;

/**
 * Logs whether the database can serve requests, and tries until it can. Meanwhile requests and `/readyz` are answered
 * 503: a replica that starts before its database, or during a failover, should not be restarted again and again.
 *
 * @param check fails when the database cannot be used. @param stopped aborted when nobody is waiting any more.
 */
export async function awaitDatabase(check: () => Promise<void>, log: Logger, stopped: AbortSignal): Promise<void> {
  let told: string | undefined;
  for (let pause = 500; !stopped.aborted; pause = Math.min(2 * pause, PAUSE_MS_MAX)) {
    try {
      await check();
      if (told !== undefined) log.info('the database can be used');
      return;
    } catch (error) {
      const reason = databaseTrouble(error);
      if (reason !== told) log.error({ reason }, 'the database cannot be used; requests are answered 503 until it can');
      told = reason;
    }
    await sleep(pause, undefined, { signal: stopped, ref: false }).catch(() => undefined);
  }
}
