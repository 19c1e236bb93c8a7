import { readFileSync } from 'node:fs';

import { Client } from 'pg';

import { Database } from '../../../../../service/storage/connections/database';
import { keepLogs } from '../../../../../service/storage/history/log-upkeep';
import { migrate } from '../../../../../service/storage/setup/migrate';
import { useOwnedDatabase } from '../../../../support/owned-database';
import { administer, SERVERS } from '../../../../support/postgres';

const FIRST = '0001-directory.sql';
const INSERT = `insert into provisioning_log (tenant_id, request_id, token_id, action, resource_type, resource_id, attributes)
                values ($1, 'request', 'token', 'change', 'User', gen_random_uuid(), '{title}')`;

describe.each(SERVERS)('an old log on %s', (_name, server) => {
  const { url, asOwner } = useOwnedDatabase(server);

  beforeEach(async () => {
    const client = new Client({ connectionString: asOwner });
    await client.connect();
    await client.query('create schema scim; grant usage on schema scim to scim_runtime; set search_path to scim');
    await client.query('create table migrations (name text primary key, at timestamptz not null)');
    await client.query(readFileSync(`service/storage/setup/migrations/${FIRST}`, 'utf8'));
    await client.query(`insert into migrations values ('${FIRST}', now()); grant select on migrations to scim_runtime`);
    await client.end();
  });

  const open = () => new Database({ connectionString: asOwner }, () => undefined);
  const logged = 'select id::int, at::text, request_id, attributes from provisioning_log order by id';

  test('keeps its rows, each for its tenant only, and continues its numbers', async () => {
    await using db = closing(open());
    for (const tenant of ['contoso', 'contoso', 'fabrikam']) await db.run(tenant, { text: INSERT, values: [tenant] });
    const before = await db.run('contoso', { text: logged });

    await migrate({ connectionString: asOwner });
    await db.run('contoso', { text: INSERT, values: ['contoso'] });

    const after = await db.run<{ id: number }>('contoso', { text: logged });
    expect(after.slice(0, 2)).toEqual(before);
    expect(after.map(({ id }) => id)).toEqual([1, 2, 4]);
    expect(await db.run('fabrikam', { text: logged })).toHaveLength(1);
    expect(await db.run('northwind', { text: logged })).toEqual([]);
  });

  test('shows nothing to direct queries of its table any more, though that is a month like any other', async () => {
    await using db = closing(open());
    await db.run('contoso', { text: INSERT, values: ['contoso'] });
    await migrate({ connectionString: asOwner });
    const [row] = await administer(url, 'select tableoid::regclass::text as place from scim.provisioning_log');
    const text = `select from ${String(row?.['place'])}`;

    await expect(db.run('contoso', { text })).rejects.toThrow('permission denied');
    await administer(url, `grant select on ${String(row?.['place'])} to scim_runtime`);

    expect(await db.run('contoso', { text })).toEqual([]);
  });

  test('keeps rows written by a clock that was ahead', async () => {
    const future = "now() + interval '50 days'";
    await administer(url, `set search_path to scim; ${INSERT.replace('$1', "'contoso'")}`);
    await administer(url, `update scim.provisioning_log set at = ${future}`);

    await migrate({ connectionString: asOwner });

    const rows = await administer(url, `select at > now() + interval '49 days' as kept from scim.provisioning_log`);
    expect(rows).toEqual([{ kept: true }]);
  });

  test('accepts changes while it is migrated', async () => {
    await using db = closing(open());
    let migrated = false;
    let changes = 0;
    const writers = Array.from({ length: 4 }, async () => {
      while (!migrated || changes < 100) {
        await db.run('contoso', { text: INSERT, values: ['contoso'], name: 'insert-log' });
        changes++;
      }
    });

    await migrate({ connectionString: asOwner });
    migrated = true;
    await Promise.all(writers);

    expect(await db.run('contoso', { text: logged })).toHaveLength(changes);
  });

  test('is dropped like any month, and rows without a month are deleted', async () => {
    await using db = closing(open());
    await db.run('contoso', { text: INSERT, values: ['contoso'] });
    await migrate({ connectionString: asOwner });
    await administer(
      url,
      `set search_path to scim;
       do $$ declare log text := (select name from log_partitions where log = 'provisioning_log' order by ends limit 1); begin
         execute format('alter table provisioning_log detach partition %I', log);
         execute format('update %I set at = %L', log, '2020-01-15');
         execute format('alter table provisioning_log attach partition %I for values from (%L) to (%L)', log, '-infinity', '2020-02-01 00:00+00');
       end $$`,
    );
    await administer(url, `set search_path to scim; ${INSERT.replace('$1', "'contoso'")}`);
    await administer(url, `update scim.provisioning_log set at = '2020-05-01' where at > '2020-02-01'`);

    const { dropped } = await keepLogs(db, { history: 400, refusals: 30 });

    expect(dropped).toEqual([expect.stringMatching(/^provisioning_log_before_\d{4}_\d\d$/)]);
    expect(await db.run('contoso', { text: logged })).toEqual([]);
  });
});

function closing(db: Database): Database & AsyncDisposable {
  return Object.assign(db, { [Symbol.asyncDispose]: () => db.close() });
}
