import type { Database } from './database';

/** Names of the log's partitions that were made and dropped. */
export interface LogUpkeep {
  readonly made: readonly string[];
  readonly dropped: readonly string[];
}

/**
 * Creates the provisioning log's partitions for the coming months, and drops those older than `days`, at least 30.
 * Several replicas may call it at once: one does the work, and the others find nothing to do.
 *
 * @throws {Error} when requests hold the log for longer than others may be kept waiting. Try again later.
 */
export async function keepLog(db: Pick<Database, 'maintain'>, days: number): Promise<LogUpkeep> {
  const run = async (text: string, ...values: unknown[]) => {
    const rows = await db.maintain<{ name: string }>({ text, values });
    return rows.map(({ name }) => name);
  };
  return {
    made: await run('select * from extend_provisioning_log() as name'),
    dropped: await run('select * from trim_provisioning_log($1) as name', days),
  };
}
