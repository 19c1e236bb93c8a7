import { setTimeout as sleep } from 'node:timers/promises';

import type { Logger } from 'pino';

import { databaseTrouble } from './database-trouble';

/**
 * Maximum pause between two attempts, in milliseconds. It is short, so that a recovered database is soon used again.
 */
const PAUSE_MS_MAX = 15_000;

/**
 * Checks repeatedly whether the database can serve requests, until it can, and logs the result. In the meantime,
 * requests and `/readyz` are answered with 503. The process does not exit. If it did, an orchestrator would restart a
 * replica again and again whenever the replica started before its database or during a failover.
 *
 * @param check throws when the database cannot be used.
 * @param stopped ends the attempts when aborted.
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
      if (reason !== told)
        log.error({ reason }, 'the database cannot be used; requests are answered with 503 until then');
      told = reason;
    }
    await sleep(pause, undefined, { signal: stopped, ref: false }).catch(() => undefined);
  }
}
