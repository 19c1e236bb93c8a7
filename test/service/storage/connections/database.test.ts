import { sql } from 'kysely';

import { SearchTooCostly, StoreUnavailable } from '../../../../service/directory/store';
import { Database } from '../../../../service/storage/connections/database';
import type { Transaction } from '../../../../service/storage/connections/transaction';
import { composed } from '../../../../service/storage/statements/statement';
import { administer, useDatabase } from '../../../support/postgres';
import { startProxy } from '../../../support/proxy';

const TENANT = 'contoso';

/** A barrier that blocks its callers until this many have called it. */
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

  test('checks and maintains tables on the coordinator, and serves requests where it is told to', async () => {
    const url = new URL(database.url);
    url.searchParams.set('application_name', 'coordinator');
    const spread = new Database({ connectionString: database.url }, () => undefined, {
      coordinator: { connectionString: url.href },
    });
    const asker = { text: `select current_setting('application_name') as name` };

    const [served] = await spread.run(TENANT, asker);
    const [maintained] = await spread.maintain(asker);
    await spread.close();
    url.port = '1';
    const unreachable = new Database({ connectionString: database.url }, () => undefined, {
      coordinator: { connectionString: url.href },
    });
    await expect(unreachable.check()).rejects.toThrow('no connection to the database');
    await unreachable.close();

    expect([served, maintained]).toEqual([{ name: '' }, { name: 'coordinator' }]);
  });

  test.each([
    ['cannot be reached', (url: URL) => (url.port = '1'), 'no connection to the database'],
    ['is another database', (url: URL) => (url.pathname = '/postgres'), 'the database is not prepared'],
  ])('the check fails where the coordinator is fine, and the address of requests %s', async (_how, change, reason) => {
    const url = new URL(database.url);
    change(url);
    const spread = new Database({ connectionString: url.href }, () => undefined, {
      coordinator: { connectionString: database.url },
    });

    await expect(spread.check()).rejects.toThrow(reason);
    await spread.close();
  });

  test('fails behind a pooler, which could let a tenant look in the session of another one, and find nothing', async () => {
    await using proxy = await startProxy(database.url);
    proxy.poolSessions();
    const pooled = new Database({ connectionString: proxy.url }, () => undefined);

    await expect(pooled.check()).rejects.toThrow('leads to a pooler such as PgBouncer');
    await expect(pooled.run(TENANT, { text: 'select 1' })).rejects.toMatchObject({
      message: 'no connection to the database',
      cause: { message: expect.stringContaining('leads to a pooler such as PgBouncer') },
    });
    await pooled.close();
  });

  test('carries out both of two transactions that deadlock', async () => {
    let attempts = 0;
    const bothHoldOne = barrier(2);
    const lockBoth =
      (first: number, second: number) =>
      async ({ run }: Transaction) => {
        attempts++;
        await run({ text: 'select pg_advisory_xact_lock($1)', values: [first] });
        await bothHoldOne();
        await run({ text: 'select pg_advisory_xact_lock($1)', values: [second] });
      };

    await Promise.all([db.transaction(TENANT, lockBoth(1, 2)), db.transaction(TENANT, lockBoth(2, 1))]);

    expect(attempts).toBe(3);
  });

  test.each([
    { reason: 'others are faster', code: 'deadlock_detected' },
    { reason: 'a cluster has moved the rows', code: 'serialization_failure' },
  ])('fails as unavailable when $reason every time', async ({ code }) => {
    let attempts = 0;
    const loses = async ({ run }: Transaction) => {
      attempts++;
      await run({ text: `do $$ begin raise exception using errcode = '${code}'; end $$` });
    };

    await expect(db.transaction(TENANT, loses)).rejects.toThrow(StoreUnavailable);

    expect(attempts).toBe(5);
  });

  test('fails as unavailable when a statement waits too long, and serves the next one on the same connection', async () => {
    const hasty = new Database({ connectionString: database.url, max: 1 }, () => undefined, {
      statementTimeoutMs: 100,
    });
    const connection = () => hasty.run(TENANT, { text: 'select pg_backend_pid() as id' });
    const lock = ({ run }: Transaction) => run({ text: 'select pg_advisory_xact_lock(3)' });
    const before = await connection();

    const waited = await db.transaction(TENANT, async (holding) => {
      await lock(holding);
      return Promise.allSettled([hasty.transaction(TENANT, lock)]);
    });

    expect(waited).toMatchObject([{ status: 'rejected', reason: expect.any(StoreUnavailable) }]);
    expect(await connection()).toEqual(before);
    await hasty.close();
  });

  test('waits for statements that are sent together as long as one after the other is answered', async () => {
    const hasty = new Database({ connectionString: database.url, max: 1 }, () => undefined, {
      statementTimeoutMs: 1_500, // plus one second before the connection counts as dead
    });
    const sleep = { text: 'select 1 as done from pg_sleep(0.5)' };

    const slept = await hasty.transaction(TENANT, ({ run }) =>
      Promise.all(Array.from({ length: 6 }, () => run(sleep))),
    );

    expect(slept.flat()).toHaveLength(6);
    await hasty.close();
  });

  test('does not retry what failed for another reason', async () => {
    let attempts = 0;
    const fails = () => {
      attempts++;
      return Promise.reject(new Error('no'));
    };

    await expect(db.transaction(TENANT, fails)).rejects.toThrow('no');

    expect(attempts).toBe(1);
  });

  test('lets 200 tenants make five requests each at once without meeting a limit', async () => {
    const tenants = Array.from({ length: 1000 }, (_, index) => `tenant-${index % 200}`);

    const rows = await Promise.all(
      tenants.map((tenant) => db.run(tenant, { text: `select current_setting('scim.tenant') as served` })),
    );

    expect(rows.map(([row]) => row?.['served'])).toEqual(tenants);
  });

  test('compiles no statement, however costly it looks', async () => {
    expect(await db.run(TENANT, { text: 'show jit' })).toEqual([{ jit: 'off' }]);
  });

  test('keeps few composed statements prepared: short ones asked before, and the latest of them', async () => {
    const one = new Database({ connectionString: database.url, max: 1 }, () => undefined);
    const ask = (shape: number, length = 1) =>
      one.run(
        TENANT,
        composed(sql`select ${sql.raw(`/* ${'x'.repeat(length)} */ ${shape}`)} as shape, ${1}::int as value`),
      );
    const prepared = async () => {
      const rows = await one.run<{ statement: string }>(TENANT, {
        text: `select statement from pg_prepared_statements where name like 'shape-%'`,
      });
      return rows.map(({ statement }) => Number(/ (\d+) as shape/.exec(statement)?.[1])).sort((a, b) => a - b);
    };
    const shapes = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

    for (const shape of shapes(0, 60)) await ask(shape);
    expect(await prepared()).toEqual([]);
    for (const shape of shapes(0, 60)) await ask(shape);
    expect(await prepared()).toEqual(shapes(35, 60));
    await ask(35);
    expect(await ask(0)).toEqual([{ shape: 0, value: 1 }]);
    expect(await prepared()).toEqual([0, 35, ...shapes(37, 60)]);
    for (let times = 0; times < 3; times++) await ask(100, 3_000);
    expect(await prepared()).not.toContain(100);
    await one.close();
  });

  test('reports a connection that breaks while idle, and nothing of what it served', async () => {
    const told: object[] = [];
    const broken = new Promise<void>((done) => {
      const onBroken = (facts: object) => {
        told.push(facts);
        done();
      };
      const quiet = new Database({ connectionString: database.url, max: 1 }, onBroken);
      void quiet
        .run(TENANT, { text: `select pg_backend_pid() as id, 'secret' as value` })
        .then(([row]) => administer(database.url, `select pg_terminate_backend(${row?.['id']})`));
    });

    await broken;

    const message = 'terminating connection due to administrator command';
    expect(told).toEqual([{ message, code: '57P01', host: '127.0.0.1' }]);
  });

  test('outlives a server that shuts down just after it has answered', async () => {
    await using proxy = await startProxy(database.url);
    const far = new Database({ connectionString: proxy.url }, () => undefined);
    await far.check();
    proxy.shutDown();

    const answered = await far.maintain({ text: 'select 1 as one' });
    await far.close();

    expect(answered).toEqual([{ one: 1 }]);
  });

  test('fails as unavailable when a new connection breaks just before it is used', async () => {
    await using proxy = await startProxy(database.url);
    const far = new Database({ connectionString: proxy.url }, () => undefined);
    proxy.shutDown('citus'); // the last thing that is asked before

    const failed = far.run(TENANT, { text: 'select 1' });

    await expect(failed).rejects.toThrow(StoreUnavailable);
    await far.close();
  });

  test('fails as too costly when a statement needs more disk space than allowed', async () => {
    const name = new URL(database.url).pathname.slice(1);
    await administer(database.url, `alter database ${name} set work_mem = '64kB'`);
    await administer(database.url, `alter database ${name} set temp_file_limit = '1kB'`);
    const narrow = new Database({ connectionString: database.url }, () => undefined);
    const sorted = narrow.run(TENANT, {
      text: 'select md5(n::text) as key from generate_series(1, 50000) as n order by key',
    });

    await expect(sorted).rejects.toThrow(SearchTooCostly);

    await narrow.close();
  });
});
