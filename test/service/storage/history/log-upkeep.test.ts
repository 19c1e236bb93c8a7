import { Database } from '../../../../service/storage/connections/database';
import { keepLogs } from '../../../../service/storage/history/log-upkeep';
import { administer, DATABASES, useDatabase } from '../../../support/postgres';

const TENANT = 'contoso';
const NOTHING = { made: [], dropped: [] };

/** The first day of the month that is this many months from now, in UTC. */
function month(ahead: number): Date {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead));
}

/** A row of each log, without its tenant and time. */
const ROWS = {
  provisioning_log: `request_id, token_id, action, resource_type, resource_id, attributes)
                     values ($1, coalesce($2, now()), 'request', 'token', 'change', 'User', gen_random_uuid(), '{}')`,
  membership_log: `user_id, group_id, version, group_name, joined, request_id, token_id)
                   values ($1, coalesce($2, now()), gen_random_uuid(), gen_random_uuid(), 1, 'Data', true, 'request', 'token')`,
  refusals: `id, request_id, route, status, detail)
             values ($1, coalesce($2, now()), gen_random_uuid(), 'request', 'GET /Users', 404, 'no such user')`,
  deliveries: `stream, id, event_id, event_type, outcome, ms)
             values ($1, coalesce($2, now()), 'product', gen_random_uuid(), 'event', 'user.created', 'taken', 1)`,
};

/** Those that are kept as long as refusals. */
const SHORT: ReadonlySet<string> = new Set(['refusals', 'deliveries']);

const EACH = DATABASES.flatMap(([name, url]) =>
  (Object.keys(ROWS) as (keyof typeof ROWS)[]).map((log) => ({ log, name, url })),
);

describe.each(EACH)('keepLogs for $log on $name', ({ log, name, url: server }) => {
  const database = useDatabase(server);
  let db: Database;
  beforeAll(() => (db = new Database({ connectionString: database.url }, () => undefined)));
  afterAll(() => db.close());

  /** Name of the partition for the month `ahead` months from now. */
  const nameOf = (ahead: number) => `${log}_${month(ahead).toISOString().slice(0, 7).replace('-', '_')}`;

  /** Runs the upkeep of the logs, with this retention in days for the log under test. */
  const keepLog = (db: Database, days: number) => {
    const isShort = SHORT.has(log);
    return keepLogs(db, { history: isShort ? 400 : days, refusals: isShort ? days : 400 });
  };

  const asOwner = (statement: string) => administer(database.url, `set search_path to scim; ${statement}`);

  /** Names of the partitions that contain the log's rows, earliest row first. */
  const stored = async () => {
    const rows = await administer(
      database.url,
      `select tableoid::regclass::text as place from scim.${log} order by at`,
    );
    return rows.map(({ place }) => String(place).replace(/^scim\.|_\d{6,}$/g, '')); // without a shard's number
  };

  const partitions = async () => {
    const rows = await administer(
      database.url,
      `select name from scim.log_partitions where log = '${log}' order by ends`,
    );
    return rows.map(({ name }) => name);
  };

  /** Inserts a row as requests do. @param at time of the row. @default - now. */
  const insertAt = (at?: Date) => ({
    text: `insert into ${log} (tenant_id, at, ${ROWS[log]}`,
    values: [TENANT, at],
  });
  const change = (at?: Date) => db.run(TENANT, insertAt(at));

  // Each test starts with partitions for only this month and the following ones.
  beforeEach(async () => {
    for (const name of await partitions()) await asOwner(`drop table ${String(name)}`);
    await asOwner(`truncate ${log}`);
    await keepLog(db, 400);
  });

  const isCluster = name === 'TEST_CITUS_URL';

  // The cluster has only one database, so other tests need the default partition back, as the migration leaves it.
  const restore = async () => {
    await asOwner(`truncate ${log}`);
    for (const partition of await partitions()) await asOwner(`drop table ${String(partition)}`);
    await asOwner(`create table ${log}_before partition of ${log}
                   for values from ('-infinity') to ('${month(1).toISOString()}')`);
  };
  if (isCluster) afterAll(restore);

  /** Creates a partition for the month `ahead` months from now, as the upkeep does in advance. */
  const addMonth = (ahead: number) =>
    asOwner(`create table ${nameOf(ahead)} partition of ${log}
             for values from ('${month(ahead).toISOString()}') to ('${month(ahead + 1).toISOString()}')`);

  test('makes this month and the next three, and has nothing to do the next time', async () => {
    for (const name of await partitions()) await asOwner(`drop table ${String(name)}`);
    const months = [nameOf(0), nameOf(1), nameOf(2), nameOf(3)];

    const all = await Promise.all(Array.from({ length: 5 }, () => keepLog(db, 400)));

    expect(all.flatMap(({ made }) => made)).toEqual(months);
    expect(await partitions()).toEqual(months);
    expect(await keepLog(db, 400)).toEqual(NOTHING);
  });

  test('a month begins in UTC, whatever time zone a session has, and its changes find their place', async () => {
    const own = new URL(database.url).pathname.slice(1);
    await asOwner(`alter database ${own} set timezone = 'Pacific/Kiritimati'`); // a time zone 14 hours ahead of UTC
    const far = new Database({ connectionString: database.url }, () => undefined);
    await asOwner(`drop table ${nameOf(2)}`);
    const made = await keepLog(far, 400);
    await far.close();
    await asOwner(`alter database ${own} reset timezone`);

    await change(new Date(month(2).getTime() - 1));
    await change(month(2));

    expect(made).toEqual({ made: [nameOf(2)], dropped: [] });
    expect(await stored()).toEqual([nameOf(1), nameOf(2)]);
  });

  test('changes after a year of sleep are stored before their month exists, and kept', async () => {
    for (const name of await partitions()) await asOwner(`drop table ${String(name)}`);
    await addMonth(-12);
    await change(month(-12));

    await change();
    const kept = await keepLog(db, 400);
    await change();

    expect(kept).toEqual({ made: [nameOf(1), nameOf(2), nameOf(3)], dropped: [] });
    expect(await keepLog(db, 400)).toEqual(NOTHING);
    expect(await stored()).toEqual([nameOf(-12), `${log}_default`, `${log}_default`]);
    expect(await db.run(TENANT, { text: `select from ${log}` })).toHaveLength(3);
  });

  test('drops the months that ended that many days ago, and no others', async () => {
    const daysSinceEndOf = (ahead: number) => Math.floor((Date.now() - month(ahead + 1).getTime()) / 86_400_000);
    for (const ahead of [-14, -6, -5]) {
      await addMonth(ahead);
      await change(month(ahead));
    }

    expect(await keepLog(db, daysSinceEndOf(-6) + 1)).toEqual({ made: [], dropped: [nameOf(-14)] });
    expect(await keepLog(db, daysSinceEndOf(-6))).toEqual({ made: [], dropped: [nameOf(-6)] });

    expect(await stored()).toEqual([nameOf(-5)]);
  });

  test('deletes expired rows that have no month of their own', async () => {
    await change(new Date(Date.now() - 101 * 86_400_000));
    await change(new Date(Date.now() - 99 * 86_400_000));

    await keepLog(db, 100);

    expect(await stored()).toEqual([`${log}_default`]);
  });

  const least = SHORT.has(log) ? 7 : 30;
  test.each([least - 1, 0, -1, null])(
    'fails when told to keep %j days, so that nobody removes recent traces',
    async (days) => {
      await addMonth(-1);
      await change();

      await expect(keepLog(db, days as number)).rejects.toThrow(`at least ${least} days; got ${String(days)}`);

      expect(await partitions()).toContain(nameOf(-1));
    },
  );

  test('makes months while changes are under way, and gives up a drop that would make them wait', async () => {
    await addMonth(-14);
    await asOwner(`drop table ${nameOf(3)}`);

    await db.transaction(TENANT, async ({ run }) => {
      await run(insertAt());
      await expect(keepLog(db, 400)).rejects.toThrow('lock timeout');
      await change();
    });

    // On a cluster, creating a partition also needs an exclusive lock on the log, so that is postponed too.
    const madeLater = isCluster ? [nameOf(3)] : [];
    expect(await partitions()).toContain(nameOf(-14));
    expect((await partitions()).includes(nameOf(3))).toBe(madeLater.length === 0);
    expect(await keepLog(db, 400)).toEqual({ made: madeLater, dropped: [nameOf(-14)] });
    expect(await stored()).toHaveLength(2);
  });

  test('does nothing while another replica or a migration does it', async () => {
    await addMonth(-14);
    await asOwner(`drop table ${nameOf(3)}`);

    const kept = await db.transaction(TENANT, async ({ run }) => {
      await run({ text: 'select pg_advisory_xact_lock(7261946)' });
      return keepLog(db, 400);
    });

    expect(kept).toEqual(NOTHING);
    expect(await keepLog(db, 400)).toEqual({ made: [nameOf(3)], dropped: [nameOf(-14)] });
  });

  test('a partition shows nothing to direct queries, and accepts no writes', async () => {
    await change();
    await change(month(9));

    for (const name of [...(await partitions()), `${log}_default`]) {
      await expect(db.run(TENANT, { text: `select from ${String(name)}` })).rejects.toThrow('permission denied');
      await expect(db.run(TENANT, { text: `delete from ${String(name)}` })).rejects.toThrow('permission denied');
      await asOwner(`grant select on ${String(name)} to scim_runtime`); // as default privileges may grant
      expect(await db.run(TENANT, { text: `select from ${String(name)}` })).toEqual([]);
    }
    expect(await db.run('fabrikam', { text: `select from ${log}` })).toEqual([]);
  });

  test.each([
    `update ${log} set at = now()`,
    `delete from ${log}`,
    `truncate ${log}`,
    `drop table ${nameOf(0)}`,
    `alter table ${log} detach partition ${nameOf(0)}`,
  ])('fails as the role that serves requests: %s', async (text) => {
    await expect(db.run(TENANT, { text })).rejects.toThrow(/permission denied|must be owner/);
  });

  test.each(['extend_logs()', 'trim_log(text,integer)', 'forget_user(uuid,text,text)'])(
    'only its owner and the role that serves requests may call %s',
    async (call) => {
      const may = (role: string) => `has_function_privilege('${role}', 'scim.${call}', 'execute')`;
      const [row] = await administer(
        database.url,
        `select ${may('public')} as everybody, ${may('scim_runtime')} as runtime`,
      );

      expect(row).toEqual({ everybody: false, runtime: true });
    },
  );

  test('is not misled by a temporary table with the name of the log', async () => {
    const one = new Database({ connectionString: database.url, max: 1 }, () => undefined);
    await one.run(TENANT, { text: `create temporary table ${log}_default (at timestamptz)` });
    await one.run(TENANT, { text: `insert into ${log}_default select now() - make_interval(days => 500)` });

    await keepLog(one, 400);

    expect(await one.run(TENANT, { text: `select from pg_temp.${log}_default` })).toHaveLength(1);
    await one.close();
  });

  test('every index of the log and its partitions starts with the tenant', async () => {
    const rows = await administer(
      database.url,
      `select indexdef from pg_indexes where schemaname = 'scim' and tablename like '${log}%'`,
    );

    expect(rows.length).toBeGreaterThan(4);
    for (const { indexdef } of rows) expect(indexdef).toContain('(tenant_id, ');
  });
});
