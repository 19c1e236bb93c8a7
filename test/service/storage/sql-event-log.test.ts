import { randomUUID } from 'node:crypto';

import { Client } from 'pg';

import { Database } from '../../../service/storage/database';
import { openEventLogOn } from '../../../service/storage/sql-event-log';
import { administer, DATABASES, lockWaits, useDatabase } from '../../support/postgres';

const insertOf = (tenant: string, name: string) => `
  insert into scim.provisioning_log (tenant_id, request_id, token_id, action, resource_type, resource_id, name, version, attributes)
  values ('${tenant}', 'r', 'gen-1', 'create', 'User', gen_random_uuid(), '${name}', 1, '{}')`;

describe.each(DATABASES)('the event log on %s', (_name, server) => {
  const database = useDatabase(server);

  function openDatabase() {
    const db = new Database({ connectionString: database.url, max: 4 }, () => undefined);
    return { db, [Symbol.asyncDispose]: () => db.close() };
  }

  test('tells a change that commits after a later one, instead of passing it over', async () => {
    await using one = openDatabase();
    const slug = `tenant-${randomUUID()}`;
    const log = openEventLogOn(one.db)({ slug, defaultRole: undefined });
    const late = new Client({ connectionString: database.url });
    await late.connect();
    try {
      await late.query('begin');
      await late.query(insertOf(slug, 'late')); // has the lower id
      await administer(database.url, insertOf(slug, 'early'));
      await log.number();
      const before = await log.rowsFrom(1, 10);
      await late.query('commit');

      const { last, isBehind } = await log.numbering();
      await log.number();

      expect([last, isBehind]).toEqual([1, true]);
      expect(before.map(({ name }) => name)).toEqual(['early']);
      expect((await log.rowsFrom(1, 10)).map(({ position, name }) => [position, name])).toEqual([
        [1, 'early'],
        [2, 'late'],
      ]);
    } finally {
      await late.end();
    }
  });

  test('gives each change one position, without gaps, however many processes read while others write', async () => {
    await using one = openDatabase();
    await using two = openDatabase();
    const slug = `tenant-${randomUUID()}`;
    const logs = [one, two].map(({ db }) => openEventLogOn(db)({ slug, defaultRole: undefined }));

    let writing = true;
    const read = async (log: (typeof logs)[number]) => {
      const told: string[] = [];
      for (let last = false; !last;) {
        last = !writing;
        await log.number();
        const rows = await log.rowsFrom(told.length + 1, 1_000);
        told.push(...rows.map(({ id }) => id));
      }
      return told;
    };
    const readers = logs.map(read);
    const writer = async () => {
      for (let n = 0; n < 50; n++) await administer(database.url, insertOf(slug, `user-${n}`));
    };
    await Promise.all([writer(), writer()]);
    writing = false;

    const [first = [], second = []] = await Promise.all(readers);

    expect(first).toEqual(second);
    expect(new Set(first).size).toBe(100);
    const rows = (await logs[0]?.rowsFrom(1, 1_000)) ?? [];
    expect(rows.map(({ position }) => position)).toEqual(Array.from({ length: 100 }, (_, n) => n + 1));
  });

  test('waits for another process that numbers, and goes on where that one ended', async () => {
    await using one = openDatabase();
    const slug = `tenant-${randomUUID()}`;
    const log = openEventLogOn(one.db)({ slug, defaultRole: undefined });
    await log.number();
    await administer(database.url, insertOf(slug, 'ann'));
    const other = new Client({ connectionString: database.url });
    await other.connect();
    try {
      await other.query('begin');
      await other.query(`select from scim.event_positions where tenant_id = '${slug}' for update`);
      const numbered = log.number();
      while (!(await lockWaits(database.url))) await new Promise((done) => setTimeout(done, 10));
      await other.query(`update scim.event_positions set last = 5 where tenant_id = '${slug}'`);
      await other.query('commit');
      await numbered;
    } finally {
      await other.end();
    }

    expect((await log.rowsFrom(1, 10)).map(({ position }) => position)).toEqual([6]);
  });

  test('numbers changes of its own tenant only', async () => {
    await using one = openDatabase();
    const [slug, other] = [`tenant-${randomUUID()}`, `tenant-${randomUUID()}`];
    await administer(database.url, insertOf(other, 'bob'));

    await openEventLogOn(one.db)({ slug, defaultRole: undefined }).number();

    expect(await openEventLogOn(one.db)({ slug: other, defaultRole: undefined }).numbering()).toEqual({
      last: 0,
      isBehind: true,
    });
  });
});
