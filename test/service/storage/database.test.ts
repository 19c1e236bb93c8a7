import { setTimeout as sleep } from 'node:timers/promises';

import { StoreUnavailable } from '../../../service/directory/store';
import { Database, type Run } from '../../../service/storage/database';
import { useDatabase } from '../../support/postgres';

const TENANT = 'contoso';

describe('Database', () => {
  const database = useDatabase();
  let db: Database;
  beforeAll(() => {
    db = new Database({ connectionString: database.url }, () => undefined);
  });
  afterAll(() => db.close());

  /** Takes two locks one after the other; whoever takes them the other way round meets it halfway. */
  const lockBoth = (first: number, second: number, count: () => void) => async (run: Run) => {
    count();
    await run({ text: 'select pg_advisory_xact_lock($1)', values: [first] });
    await sleep(300);
    await run({ text: 'select pg_advisory_xact_lock($1)', values: [second] });
  };

  test('carries out both of two transactions that wait for each other', async () => {
    let attempts = 0;
    const count = () => {
      attempts++;
    };

    await Promise.all([db.transaction(TENANT, lockBoth(1, 2, count)), db.transaction(TENANT, lockBoth(2, 1, count))]);

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
