import { Client } from 'pg';

import { checkConnection, checkDatabase } from '../../../../service/storage/setup/check-database';
import { migrate } from '../../../../service/storage/setup/migrate';
import { useFakeCluster } from '../../../support/fake-citus';
import { administer, SERVERS } from '../../../support/postgres';

const TABLES = [
  'users',
  'deliveries',
  'event_positions',
  'groups',
  'hourly_lags',
  'hourly_requests',
  'membership_log',
  'portal_links',
  'portal_tenants',
  'portal_tokens',
  'provisioning_log',
  'refusals',
  'stream_positions',
  'tenant_counts',
  'token_calls',
  'user_emails',
  'members',
];
const USER = `insert into users (tenant_id, id, user_name, user_name_key, active, attributes, version, created, last_modified, changed_by)
              values ('contoso', gen_random_uuid(), 'ann', 'ann', true, '{}', 1, now(), now(), 'token')`;

describe.each(SERVERS)('migrate where Citus is, beside %s', (_name, server) => {
  const cluster = useFakeCluster(server);
  const asked = { connectionString: cluster.asOwner };

  const asAdministrator = (statement: string) => administer(cluster.url, statement);

  /** Checks the database as the service does when it starts, over a connection with these settings. */
  const check = async (settings = '-c citus.propagate_set_commands=local', asks = checkDatabase) => {
    const client = new Client({ ...asked, options: `-c role=scim_runtime -c search_path=scim ${settings}` });
    await client.connect();
    try {
      await asks(client);
    } finally {
      await client.end();
    }
  };

  test('distributes each table after those it refers to, with the rows of a tenant together, seen by their owner', async () => {
    const { distributed } = await migrate(asked);

    expect(distributed.tables).toEqual(TABLES);
    expect(await cluster.calls()).toEqual([
      { name: 'distribute', about: 'scim.users', how: 'none', seen: true },
      ...TABLES.slice(1).map((table) => ({
        name: 'distribute',
        about: `scim.${table}`,
        how: 'scim.users',
        seen: true,
      })),
      { name: 'reference', about: 'scim.migrations', how: null, seen: true },
      { name: 'truncate', about: 'migrations', how: null, seen: true },
    ]);
    await expect(check()).resolves.toBeUndefined();
  });

  test('leaves no table on the coordinator alone, where other nodes could not read it', async () => {
    await migrate(asked);

    const local = await asAdministrator(
      `select relname from pg_class
        where relnamespace = 'scim'::regnamespace and relkind in ('r', 'p') and not relispartition
          and relname !~ '^(pg_dist|citus)_' and oid not in (select logicalrelid from scim.pg_dist_partition)`,
    );
    expect(local).toEqual([]);
  });

  test('lets the role that serves requests connect from node to node, and number the rows of the log', async () => {
    await migrate(asked);

    const [row] = await asAdministrator(
      `select rolcanlogin as connects, has_sequence_privilege(oid, 'scim.provisioning_log_id_seq', 'usage') as numbers
         from pg_roles where rolname = 'scim_runtime'`,
    );
    expect(row).toEqual({ connects: true, numbers: true });
  });

  test('has nothing to do the next time', async () => {
    await migrate(asked);
    const calls = await cluster.calls();

    expect(await migrate(asked)).toEqual({ ran: [], distributed: { tables: [], rows: [] } });

    // In a real cluster, the rows would have moved to the nodes.
    expect((await cluster.calls()).slice(calls.length).every((call) => call.name === 'truncate')).toBe(true);
  });

  test('runs later migrations with one connection to each node, as Citus demands of a transaction that changes indexes and functions', async () => {
    await migrate(asked);
    await asAdministrator(`
      create function scim.refuse_parallel() returns event_trigger language plpgsql as $$
      begin
        if tg_tag = 'CREATE INDEX' then perform set_config('scim.index_changed', 'yes', true);
        elsif current_setting('scim.index_changed', true) = 'yes'
          and current_setting('citus.multi_shard_modify_mode', true) is distinct from 'sequential' then
          raise 'there was a parallel operation on a distributed table in the transaction';
        end if;
      end $$;
      create event trigger refuse_parallel on ddl_command_end when tag in ('CREATE INDEX', 'CREATE FUNCTION')
        execute function scim.refuse_parallel();
      drop function scim.counts_of_tenants(text[]), scim.calls_of_tokens(text[]), scim.due_streams(integer, text[]),
        scim.stream_positions_after(text, text, integer, text[]);
      delete from scim.migrations where name in ('0010-sparse-indexes.sql', '0011-nodes.sql')`);

    const { ran } = await migrate(asked);

    expect(ran).toEqual(['0010-sparse-indexes.sql', '0011-nodes.sql']);
  });

  test('completes what is half distributed, beside the tables that are', async () => {
    await migrate(asked);
    await asAdministrator(`delete from scim.pg_dist_partition where logicalrelid::text in ('members', 'refusals')`);
    await asAdministrator('truncate scim.citus_calls');

    await expect(check()).rejects.toThrow('tables refusals, members are not distributed over the cluster; run');
    await migrate(asked);

    expect((await cluster.calls()).slice(0, 2)).toMatchObject([
      { name: 'distribute', about: 'scim.refusals', how: 'scim.users' },
      { name: 'distribute', about: 'scim.members', how: 'scim.users' },
    ]);
    await expect(check()).resolves.toBeUndefined();
  });

  test('tells of a database with rows how many each tenant has, before and after', async () => {
    await migrate(asked);
    await asAdministrator('truncate scim.pg_dist_partition');
    await asAdministrator(`set search_path to scim; ${USER}`);

    const { distributed } = await migrate(asked);

    expect(distributed.rows).toEqual([{ table: 'users', tenant: 'contoso', rows: 1 }]);
    expect(await cluster.calls()).toContainEqual({
      name: 'truncate',
      about: 'users',
      how: null,
      seen: true,
    });
  });

  test('lets nobody change any table from before its rows are counted until they are distributed', async () => {
    await migrate(asked);
    await asAdministrator('truncate scim.pg_dist_partition');
    await asAdministrator(
      `create or replace function scim.create_distributed_table(t text, k text, colocate_with text default 'default', shard_count int default null)
       returns void language sql as $$
         select note(t, (select string_agg(relname::text, ' ' order by relname)
                           from pg_locks join pg_class c on c.oid = relation
                          where pid = pg_backend_pid() and mode = 'ShareRowExclusiveLock' and not relispartition), null) $$`,
    );

    await migrate(asked);

    const [first] = (await cluster.calls()).slice(-TABLES.length - 2);
    expect(first).toMatchObject({ name: 'scim.users', about: [...TABLES].sort().join(' ') });
  });

  test('fails, and changes nothing, when the cluster shows fewer rows of a tenant than there were', async () => {
    await migrate(asked);
    await asAdministrator('truncate scim.pg_dist_partition');
    await asAdministrator(`set search_path to scim; ${USER}`);
    await asAdministrator(
      `create or replace function scim.create_distributed_table(t text, k text, colocate_with text default 'default', shard_count int default null)
       returns void language sql as $$ delete from scim.users $$`,
    );

    await expect(migrate(asked)).rejects.toMatchObject({
      message: 'the tables were not distributed over the cluster; nothing changed',
      cause: { message: expect.stringContaining('users of contoso: 1 before, 0 after') },
    });

    expect(await asAdministrator('select from scim.users')).toHaveLength(1);
    expect(await asAdministrator('select from scim.pg_dist_partition')).toHaveLength(0);
  });

  test('fails without a new table that is not distributed yet, for which replicas of the previous release would be unready', async () => {
    await asAdministrator(
      `create or replace function scim.create_distributed_table(t text, k text, colocate_with text default 'default', shard_count int default null)
       returns void language plpgsql as $$ begin raise exception 'no room'; end $$`,
    );

    await expect(migrate(asked)).rejects.toMatchObject({ cause: { message: 'no room' } });

    expect(await asAdministrator(`select to_regclass('scim.users') as found`)).toEqual([{ found: null }]);
    expect(await asAdministrator('select from scim.migrations')).toEqual([]);
  });

  test('changes nothing when it is cut off, and says that the connection broke', async () => {
    await migrate(asked);
    await asAdministrator('truncate scim.pg_dist_partition');
    await asAdministrator('alter table scim.users force row level security');
    await asAdministrator(`set search_path to scim; ${USER}`);
    await asAdministrator(
      `create or replace function scim.create_reference_table(t text) returns void language sql as $$
         delete from scim.users; select pg_terminate_backend(pg_backend_pid()) $$`,
    );

    await expect(migrate(asked)).rejects.toMatchObject({ cause: { message: expect.stringContaining('terminat') } });

    expect(await asAdministrator('select from scim.users')).toHaveLength(1);
    expect(await asAdministrator('select from scim.pg_dist_partition')).toHaveLength(0);
  });

  test.each(['colocationid = 7', `partkey = 'id'`])(
    'fails on a table that was distributed in another way, with what to run: %s',
    async (other) => {
      await migrate(asked);
      await asAdministrator(`update scim.pg_dist_partition set ${other} where logicalrelid::text = 'groups'`);
      const complaint = /table 'groups' is not distributed as the others are; run, .* alter_distributed_table\(/;

      await expect(migrate(asked)).rejects.toThrow(complaint);
      await expect(check()).rejects.toThrow(complaint);
    },
  );

  test('fails at a node that is not the coordinator, before it changes anything', async () => {
    await asAdministrator('create or replace function scim.citus_is_coordinator() returns boolean return false');

    await expect(migrate(asked)).rejects.toThrow(
      'not the coordinator of the cluster; connect to the coordinator, on Azure at port 5432',
    );

    expect(await asAdministrator(`select to_regclass('scim.migrations') as found`)).toEqual([{ found: null }]);
  });

  test.each(['13.0.4', '12.1.6'])(
    'fails on Citus %s, which passes on no right to a column, before it changes anything',
    async (version) => {
      const name = new URL(cluster.url).pathname.slice(1);
      await asAdministrator(`alter database ${name} set citus.version = '${version}'`);

      await expect(migrate(asked)).rejects.toThrow(`the cluster has Citus ${version}, and needs 13.1 or later`);

      expect(await asAdministrator(`select to_regclass('scim.migrations') as found`)).toEqual([{ found: null }]);
    },
  );

  test('the start fails on a cluster that is too old, and lets newer ones be', async () => {
    await migrate(asked);
    const settings = '-c citus.propagate_set_commands=local';

    await expect(check(`${settings} -c citus.version=13.0.4`)).rejects.toThrow('needs 13.1 or later');
    await expect(check(`${settings} -c citus.version=13.1devel`)).resolves.toBeUndefined();
    await expect(check(`${settings} -c citus.version=14.0.0`)).resolves.toBeUndefined();
  });

  test('the start fails at a node that is not the coordinator', async () => {
    await migrate(asked);
    await asAdministrator('create or replace function scim.citus_is_coordinator() returns boolean return false');

    await expect(check()).rejects.toThrow(
      'not the coordinator of the cluster; connect to the coordinator, on Azure at port 5432; DATABASE_COORDINATOR_PORT is its port where',
    );
    await expect(check(undefined, checkConnection)).resolves.toBeUndefined(); // requests may go to any node
  });

  test('the start fails where other nodes would not learn the tenant, and lists come out empty', async () => {
    await migrate(asked);

    await expect(check('')).rejects.toThrow('must set citus.propagate_set_commands=local');
    await expect(check('-c citus.propagate_set_commands=none')).rejects.toThrow("it is 'none'");
  });

  test('the start fails where a move to another node would lose rows, until the migration ran', async () => {
    await migrate(asked);
    await asAdministrator('alter table scim.groups force row level security');

    await expect(check()).rejects.toThrow('tables groups would lose rows that move');
    await migrate(asked);

    await expect(check()).resolves.toBeUndefined();
  });

  test.each(['bypassrls', 'superuser'])(
    'the start lets FORCE be where the owner sees all rows anyway, as one with %s does',
    async (right) => {
      await migrate(asked);
      await asAdministrator('alter table scim.groups force row level security');
      await expect(check()).rejects.toThrow('tables groups would lose rows that move');

      await asAdministrator(`alter role ${new URL(cluster.asOwner).username} ${right}`);

      await expect(check()).resolves.toBeUndefined();
    },
  );

  test('a statement that does not know its tenant fails, and is not answered with no rows', async () => {
    await migrate(asked);
    const rows = (settings: string) =>
      administer(
        `${cluster.asOwner}?options=${encodeURIComponent(`-c role=scim_runtime ${settings}`)}`,
        'select from scim.users',
      );

    await expect(rows('')).rejects.toThrow('scim.tenant.is_not_set');
    await expect(rows(`-c scim.tenant=`)).rejects.toThrow('scim.tenant.is_not_set');
    expect(await rows('-c scim.tenant=contoso')).toEqual([]);
  });
});
