import type { Database } from './database';

/** Days for which the logs are kept; a row may stay up to a month longer. */
export interface LogDays {
  /** Of the changes: the provisioning log and the log of memberships. At least 30. */
  readonly history: number;

  /** Of refused requests and of deliveries. At least 7. */
  readonly refusals: number;
}

/** Names of the logs' partitions that were made and dropped. */
export interface LogUpkeep {
  readonly made: readonly string[];
  readonly dropped: readonly string[];
}

/**
 * Creates the logs' partitions for the coming months, and drops those that are old. Several replicas may call it at
 * once: one does the work, and the others find nothing to do.
 *
 * @throws {Error} when requests hold a log for longer than others may be kept waiting. Try again later.
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
