import { randomUUID } from 'node:crypto';

import { Client } from 'pg';

import { Database } from '../../../../service/storage/connections/database';
import { NUMBER } from '../../../../service/storage/history/event-statements';
import { openEventLogOn } from '../../../../service/storage/history/sql-event-log';
import { noteMessages } from '../../../support/messages';
import { administer, DATABASES, lockWaits, SERVERS, type TestDatabase, useDatabase } from '../../../support/postgres';

const insertOf = (tenant: string, name: string) => `
  insert into scim.provisioning_log (tenant_id, request_id, token_id, action, resource_type, resource_id, name, version, attributes)
  values ('${tenant}', 'r', 'gen-1', 'create', 'User', gen_random_uuid(), '${name}', 1, '{}')`;

/** SQL that inserts a row with this time, resource, version and id. */
const rowOf = (tenant: string, name: string, at: string, resource?: string, version = 1, id?: number) => `
  insert into scim.provisioning_log (tenant_id, request_id, token_id, action, resource_type, resource_id, name, version, attributes, at, id)
  overriding system value
  values ('${tenant}', 'r', 'gen-1', 'create', 'User', '${resource ?? randomUUID()}', '${name}', ${version}, '{}', ${at},
          ${id ?? "nextval('scim.provisioning_log_id_seq')"})`;

function openOn({ url }: TestDatabase) {
  const db = new Database({ connectionString: url, max: 4 }, () => undefined);
  return { db, [Symbol.asyncDispose]: () => db.close() };
}

describe.each(DATABASES)('the event log on %s', (_name, server) => {
  const database = useDatabase(server);

  test('tells a change that commits after a later one, instead of passing it over', async () => {
    await using one = openOn(database);
    const slug = `tenant-${randomUUID()}`;
    const log = openEventLogOn(one.db)({ slug, defaultRole: undefined });
    const late = new Client({ connectionString: database.url });
    await late.connect();
    try {
      await late.query('begin');
      await late.query(insertOf(slug, 'late')); // this transaction has the lower id
      await administer(database.url, insertOf(slug, 'early'));
      await log.number();
      const { rows: before } = await log.rowsFrom(1, 10);
      await late.query('commit');

      const { last, isBehind } = await log.numbering();
      await log.number();

      expect([last, isBehind]).toEqual([1, true]);
      expect(before.map(({ name }) => name)).toEqual(['early']);
      expect((await log.rowsFrom(1, 10)).rows.map(({ position, name }) => [position, name])).toEqual([
        [1, 'early'],
        [2, 'late'],
      ]);
    } finally {
      await late.end();
    }
  });

  test('gives each change one position, without gaps, however many processes read while others write', async () => {
    await using one = openOn(database);
    await using two = openOn(database);
    const slug = `tenant-${randomUUID()}`;
    const logs = [one, two].map(({ db }) => openEventLogOn(db)({ slug, defaultRole: undefined }));

    let writing = true;
    const read = async (log: (typeof logs)[number]) => {
      const told: string[] = [];
      for (let last = false; !last;) {
        last = !writing;
        await log.number();
        const { rows } = await log.rowsFrom(told.length + 1, 1_000);
        told.push(...rows.map(({ rowId }) => rowId));
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
    const all = await logs[0]?.rowsFrom(1, 1_000);
    expect(all?.rows.map(({ position }) => position)).toEqual(Array.from({ length: 100 }, (_, n) => n + 1));
  });

  test('numbers changes of its own tenant only', async () => {
    await using one = openOn(database);
    const [slug, other] = [`tenant-${randomUUID()}`, `tenant-${randomUUID()}`];
    await administer(database.url, insertOf(other, 'bob'));

    await openEventLogOn(one.db)({ slug, defaultRole: undefined }).number();

    expect(await openEventLogOn(one.db)({ slug: other, defaultRole: undefined }).numbering()).toEqual({
      last: 0,
      isBehind: true,
    });
  });

  test('puts changes of one millisecond in order, whichever nodes of a cluster have drawn their ids', async () => {
    await using one = openOn(database);
    const slug = `tenant-${randomUUID()}`;
    const log = openEventLogOn(one.db)({ slug, defaultRole: undefined });
    const at = `'2026-11-30T14:00:00Z'`;
    const user = randomUUID();
    await administer(database.url, rowOf(slug, 'third', at, user, 2, 1_001));
    await administer(database.url, rowOf(slug, 'second', at, user, 1, 1_001_001));
    await administer(database.url, rowOf(slug, 'first', `'2026-11-30T13:59:59Z'`, user, 5, 1_001_002));

    await log.number();

    expect((await log.rowsFrom(1, 10)).rows.map(({ name }) => name)).toEqual(['first', 'second', 'third']);
  });

  test.each<['oldest' | 'recent', string[]]>([
    ['oldest', ['a year ago', 'just now']],
    ['recent', ['just now']],
  ])('begins with the %s change that it was asked for first, and never is behind for another', async (begins, told) => {
    await using one = openOn(database);
    const slug = `tenant-${randomUUID()}`;
    const log = openEventLogOn(one.db)({ slug, defaultRole: undefined });
    await administer(database.url, rowOf(slug, 'a year ago', `now() - interval '1 year'`));
    await administer(database.url, rowOf(slug, 'just now', `now() - interval '59 minutes'`));

    const numbered = await log.number(begins);
    await log.number('oldest');

    expect((await log.rowsFrom(1, 10)).rows.map(({ name }) => name)).toEqual(told);
    expect(numbered).toEqual({ last: told.length, isBehind: false });
    expect(await log.numbering()).toEqual(numbered);
  });

  test('says that it is behind as long as there are more changes than it numbers at a time', async () => {
    await using one = openOn(database);
    const slug = `tenant-${randomUUID()}`;
    const log = openEventLogOn(one.db)({ slug, defaultRole: undefined });
    await administer(
      database.url,
      `insert into scim.provisioning_log (tenant_id, request_id, token_id, action, resource_type, resource_id, name, version, attributes)
       select '${slug}', 'r', 'gen-1', 'create', 'User', gen_random_uuid(), 'ann', 1, '{}' from generate_series(1, 5001)`,
    );

    expect(await log.number()).toEqual({ last: 5_000, isBehind: true });
    expect(await log.number()).toEqual({ last: 5_001, isBehind: false });
  });

  test('starts after the last row that retention has deleted', async () => {
    await using one = openOn(database);
    const slug = `tenant-${randomUUID()}`;
    const log = openEventLogOn(one.db)({ slug, defaultRole: undefined });
    for (const name of ['1', '2', '3', '4', '5']) await administer(database.url, insertOf(slug, name));
    await log.number();
    const whole = await log.oldest();
    await administer(
      database.url,
      `delete from scim.provisioning_log where tenant_id = '${slug}' and position in (1, 3)`,
    );

    expect([whole, await log.oldest()]).toEqual([1, 4]);
  });

  test('gives few rows at a time when each names many members, and one at least', async () => {
    await using one = openOn(database);
    const slug = `tenant-${randomUUID()}`;
    const log = openEventLogOn(one.db)({ slug, defaultRole: undefined });
    const members = `(select jsonb_agg(jsonb_build_object('id', gen_random_uuid(), 'name', gen_random_uuid())) from generate_series(1, 1000))`;
    await administer(
      database.url,
      `insert into scim.provisioning_log (tenant_id, request_id, token_id, action, resource_type, resource_id, name, version, attributes, changes)
       select '${slug}', 'r', 'gen-1', 'change', 'Group', gen_random_uuid(), 'all', n, '{members}',
              jsonb_build_object('members', jsonb_build_object('removed', '[]'::jsonb, 'added', ${members} ))
         from generate_series(1, 20) as n`,
    );
    await log.number();

    const first = await log.rowsFrom(1, 20);
    const second = await log.rowsFrom(2, 20);

    expect(first.rows.length).toBeLessThan(4);
    expect(first.rows[0]?.changes.members?.added).toHaveLength(1_000);
    expect(second.before?.position).toBe(1);
    expect(second.rows[0]?.position).toBe(2);
  });
});

// Not tested on a cluster, where one node does not show the waits on another.
describe.each(SERVERS)('the event log on %s', (_name, server) => {
  const database = useDatabase(server);

  test('waits for another process that numbers, and goes on where that one ended', async () => {
    await using one = openOn(database);
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

    expect((await log.rowsFrom(1, 10)).rows.map(({ position }) => position)).toEqual([6]);
  });

  test('numbers what has just been written without comparing each change with each', async () => {
    await using one = openOn(database);
    const slug = `tenant-${randomUUID()}`;
    await administer(database.url, insertOf(slug, 'ann'));
    const sent = noteMessages();
    await openEventLogOn(one.db)({ slug, defaultRole: undefined }).number();
    jest.restoreAllMocks();
    const settings = sent.filter(({ text }) => text.startsWith('set local'));
    const { text, values = [] } = NUMBER.with({ tenant: slug, limit: 5_000 });
    await administer(database.url, insertOf(slug, 'bob'));

    const client = new Client({ connectionString: database.url, options: '-c search_path=scim' });
    await client.connect();
    await client.query('begin');
    for (const setting of settings) await client.query(setting.text);
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain ${text}`, values as unknown[]);
    await client.end();

    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(sent.map((each) => each.text)).toContain(text);
    expect(plan).toContain('Hash Join');
    expect(plan).not.toContain('Nested Loop');
  });
});
