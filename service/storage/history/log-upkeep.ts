import type { Database } from '../connections/database';

/** Number of days to keep the logs; rows may stay up to a month longer. */
export interface LogDays {
  /** For the history of changes: the provisioning log and the membership log. At least 30. */
  readonly history: number;

  /** For refused requests and deliveries. At least 7. */
  readonly refusals: number;
}

/** Names of the log partitions that were created and dropped. */
export interface LogUpkeep {
  readonly made: readonly string[];
  readonly dropped: readonly string[];
}

/**
 * Creates the partitions of the logs for the coming months, and drops old ones. Several replicas may call this at the
 * same time: one does the work, and the others find nothing to do.
 *
 * @throws {Error} when other requests lock a log for too long. The statement then stops waiting, because a request that
 * waits for a lock would block later requests. The caller should try again later.
 */
export async function keepLogs(db: Pick<Database, 'maintain'>, { history, refusals }: LogDays): Promise<LogUpkeep> {
  const run = async (text: string, ...values: unknown[]) => {
    const rows = await db.maintain<{ name: string }>({ text, values });
    return rows.map(({ name }) => name);
  };
  const made = await run('select * from extend_logs() as name');
  const dropped: string[] = [];
  const days = { provisioning_log: history, membership_log: history, refusals, deliveries: refusals };
  for (const log of Object.entries(days))
    dropped.push(...(await run('select * from trim_log($1, $2) as name', ...log)));
  return { made, dropped };
}
