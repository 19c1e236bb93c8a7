import type { Database } from './database';

/** What became of the partitions of the provisioning log, by their names. */
export interface LogUpkeep {
  readonly made: readonly string[];
  readonly dropped: readonly string[];
}

/** Upkeep waits for its turn among the tenants, and sees no row of any. */
const NO_TENANT = '';

/**
 * Makes the months ahead in the provisioning log, and drops those that are older than so many days, at least 30. Many may
 * call at once: one does it, and the others find nothing to do.
 *
 * @throws {Error} when requests hold the log for longer than they may be kept waiting: it is to be tried again later.
 */
export async function keepLog(db: Pick<Database, 'run'>, days: number): Promise<LogUpkeep> {
  const run = async (text: string, ...values: unknown[]) => {
    const rows = await db.run<{ name: string }>(NO_TENANT, { text, values });
    return rows.map(({ name }) => name);
  };
  return {
    made: await run('select * from extend_provisioning_log() as name'),
    dropped: await run('select * from trim_provisioning_log($1) as name', days),
  };
}
