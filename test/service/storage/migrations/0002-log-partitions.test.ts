import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { Client } from 'pg';

import { Database } from '../../../../service/storage/database';
import { keepLogs } from '../../../../service/storage/log-upkeep';
import { migrate } from '../../../../service/storage/migrate';
import { administer, SERVERS, useDatabase } from '../../../support/postgres';

const FIRST = '0001-directory.sql';
const INSERT = `insert into provisioning_log (tenant_id, request_id, token_id, action, resource_type, resource_id, attributes)
                values ($1, 'request', 'token', 'change', 'User', gen_random_uuid(), '{title}')`;

describe.each(SERVERS)('an old log on %s', (_name, server) => {
  useDatabase(server); // creates the runtime role
  const name = `entra_scim_test_${randomUUID().replaceAll('-', '')}`;
  const owner = `migrator_${randomUUID().slice(0, 8)}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  const asOwner = new URL(url);
  [asOwner.username, asOwner.password] = [owner, owner];

  // As on Azure, the owner is not a superuser, so forced row-level security applies to it, too.
  beforeEach(async () => {
    await administer(server, `create role ${owner} login createrole password '${owner}'`);
    await administer(server, `grant scim_runtime to ${owner} with admin option`);
    await administer(server, `create database ${name} owner ${owner}`);
    const client = new Client({ connectionString: asOwner.href });
    await client.connect();
    await client.query('create schema scim; grant usage on schema scim to scim_runtime; set search_path to scim');
    await client.query('create table migrations (name text primary key, at timestamptz not null)');
    await client.query(readFileSync(`service/storage/migrations/${FIRST}`, 'utf8'));
    await client.query(`insert into migrations values ('${FIRST}', now()); grant select on migrations to scim_runtime`);
    await client.end();
  });
  afterEach(async () => {
    await administer(server, `drop database ${name} with (force)`);
    await administer(server, `drop role ${owner}`);
  });

  const open = () => new Database({ connectionString: asOwner.href }, () => undefined);
  const logged = 'select id::int, at::text, request_id, attributes from provisioning_log order by id';

  test('keeps its rows, each for its tenant only, and continues its numbers', async () => {
    await using db = closing(open());
    for (const tenant of ['contoso', 'contoso', 'fabrikam']) await db.run(tenant, { text: INSERT, values: [tenant] });
    const before = await db.run('contoso', { text: logged });

    await migrate({ connectionString: asOwner.href });
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
    await migrate({ connectionString: asOwner.href });
    const [row] = await administer(url.href, 'select tableoid::regclass::text as place from scim.provisioning_log');
    const text = `select from ${String(row?.['place'])}`;

    await expect(db.run('contoso', { text })).rejects.toThrow('permission denied');
    await administer(url.href, `grant select on ${String(row?.['place'])} to scim_runtime`);

    expect(await db.run('contoso', { text })).toEqual([]);
  });

  test('keeps rows written by a clock that was ahead', async () => {
    const future = "now() + interval '50 days'";
    await administer(url.href, `set search_path to scim; ${INSERT.replace('$1', "'contoso'")}`);
    await administer(url.href, `update scim.provisioning_log set at = ${future}`);

    await migrate({ connectionString: asOwner.href });

    const rows = await administer(
      url.href,
      `select at > now() + interval '49 days' as kept from scim.provisioning_log`,
    );
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

    await migrate({ connectionString: asOwner.href });
    migrated = true;
    await Promise.all(writers);

    expect(await db.run('contoso', { text: logged })).toHaveLength(changes);
  });

  test('is dropped like any month, and rows without a month are deleted', async () => {
    await using db = closing(open());
    await db.run('contoso', { text: INSERT, values: ['contoso'] });
    await migrate({ connectionString: asOwner.href });
    await administer(
      url.href,
      `set search_path to scim;
       do $$ declare log text := (select name from log_partitions where log = 'provisioning_log' order by ends limit 1); begin
         execute format('alter table provisioning_log detach partition %I', log);
         execute format('update %I set at = %L', log, '2020-01-15');
         execute format('alter table provisioning_log attach partition %I for values from (%L) to (%L)', log, '-infinity', '2020-02-01 00:00+00');
       end $$`,
    );
    await administer(url.href, `set search_path to scim; ${INSERT.replace('$1', "'contoso'")}`);
    await administer(url.href, `update scim.provisioning_log set at = '2020-05-01' where at > '2020-02-01'`);

    const { dropped } = await keepLogs(db, { history: 400, refusals: 30 });

    expect(dropped).toEqual([expect.stringMatching(/^provisioning_log_before_\d{4}_\d\d$/)]);
    expect(await db.run('contoso', { text: logged })).toEqual([]);
  });
});

function closing(db: Database): Database & AsyncDisposable {
  return Object.assign(db, { [Symbol.asyncDispose]: () => db.close() });
}
