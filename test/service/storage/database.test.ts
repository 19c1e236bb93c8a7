import { StoreUnavailable } from '../../../service/directory/store';
import { Database } from '../../../service/storage/database';
import type { Run } from '../../../service/storage/transaction';
import { useDatabase } from '../../support/postgres';

const TENANT = 'contoso';

/** What holds back everybody who calls it until so many have. */
function barrier(count: number): () => Promise<void> {
  let open: () => void;
  const opened = new Promise<void>((done) => (open = done));
  return () => {
    if (--count <= 0) open();
    return opened;
  };
}

describe('Database', () => {
  const database = useDatabase();
  let db: Database;
  beforeAll(() => {
    db = new Database({ connectionString: database.url }, () => undefined);
  });
  afterAll(() => db.close());

  test('carries out both of two transactions that wait for each other', async () => {
    let attempts = 0;
    const bothHoldOne = barrier(2);
    const lockBoth = (first: number, second: number) => async (run: Run) => {
      attempts++;
      await run({ text: 'select pg_advisory_xact_lock($1)', values: [first] });
      await bothHoldOne();
      await run({ text: 'select pg_advisory_xact_lock($1)', values: [second] });
    };

    await Promise.all([db.transaction(TENANT, lockBoth(1, 2)), db.transaction(TENANT, lockBoth(2, 1))]);

    expect(attempts).toBe(3);
  });

  test('fails as unavailable when others are always faster', async () => {
    let attempts = 0;
    const loses = async (run: Run) => {
      attempts++;
      await run({ text: `do $$ begin raise exception using errcode = 'deadlock_detected'; end $$` });
    };

    await expect(db.transaction(TENANT, loses)).rejects.toThrow(StoreUnavailable);

    expect(attempts).toBe(5);
  });

  test('fails as unavailable when a statement waits too long, and serves the next one on the same connection', async () => {
    const hasty = new Database({ connectionString: database.url, max: 1 }, () => undefined, {
      statementTimeoutMs: 100,
    });
    const connection = () => hasty.run(TENANT, { text: 'select pg_backend_pid() as id' });
    const lock = (run: Run) => run({ text: 'select pg_advisory_xact_lock(3)' });
    const before = await connection();

    const waited = await db.transaction(TENANT, async (run) => {
      await lock(run);
      return Promise.allSettled([hasty.transaction(TENANT, lock)]);
    });

    expect(waited).toMatchObject([{ status: 'rejected', reason: expect.any(StoreUnavailable) }]);
    expect(await connection()).toEqual(before);
    await hasty.close();
  });

  test('does not repeat what failed for another reason', async () => {
    let attempts = 0;
    const fails = () => {
      attempts++;
      return Promise.reject(new Error('no'));
    };

    await expect(db.transaction(TENANT, fails)).rejects.toThrow('no');

    expect(attempts).toBe(1);
  });
});
