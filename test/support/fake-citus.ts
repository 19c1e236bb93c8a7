import { type OwnedDatabase, useOwnedDatabase } from './owned-database';
import { administer } from './postgres';

/** A call to a function of Citus. */
export interface CitusCall {
  readonly name: string;

  /** The table, tenant or shard that the call is about. */
  readonly about: string;

  /** The table to colocate with, the mode of a transfer, or the target node. */
  readonly how: string | null;

  /** Whether the table's owner could see the table's rows at the time of the call. */
  readonly seen: boolean | null;
}

export interface FakeCluster extends OwnedDatabase {
  calls(): Promise<CitusCall[]>;
}

/**
 * Gives each test a database with the catalog tables and functions of Citus. The functions record their calls, but move
 * no data.
 */
export function useFakeCluster(server: string): FakeCluster {
  const database = useOwnedDatabase(server);
  const { url, asOwner } = database;
  const name = new URL(url).pathname.slice(1);

  beforeEach(async () => {
    await administer(url, `alter database ${name} set search_path = scim`);
    await administer(url, `alter database ${name} set citus.version = '13.2.2'`); // as the Citus library does
    await administer(asOwner, CITUS);
  });

  return {
    ...database,
    calls: async () => {
      const rows = await administer(url, 'select name, about, how, seen from scim.citus_calls order by id');
      return rows as unknown as CitusCall[];
    },
  };
}

/** Two nodes for tenants, with one shard each. All tenants are in shard 1 until they are isolated into shard 9. */
const CITUS = `
  create schema scim;
  create table pg_dist_partition (logicalrelid regclass, partmethod "char", partkey text, colocationid int);
  create table pg_dist_node (groupid int, nodename text, nodeport int, noderole text, isactive boolean, shouldhaveshards boolean);
  create table pg_dist_shard (shardid bigint, logicalrelid oid, shardminvalue text, shardmaxvalue text);
  create table citus_shards (shardid bigint, colocation_id int, nodename text, nodeport int, shard_size bigint);
  create table citus_isolated (tenant text);
  create table citus_rebalance (step int generated always as identity, state text, details jsonb);
  create table citus_calls (id int generated always as identity, name text, about text, how text, seen boolean);
  insert into pg_dist_node values (0, '10.0.0.4', 5432, 'primary', true, false),
    (1, '10.0.0.5', 5432, 'primary', true, true), (2, '10.0.0.6', 5432, 'primary', true, true);
  insert into citus_shards values (1, 1, '10.0.0.5', 5432, 3000000), (2, 1, '10.0.0.6', 5432, 1000000);

  create function citus_is_coordinator() returns boolean language sql return true;
  create function column_to_column_name(regclass, text) returns text language sql return $2;
  create function note(name text, about text, how text) returns void language sql as $$
    insert into citus_calls (name, about, how, seen)
    values (name, about, how, case when about ~ '^[a-z._]+$' then (select not relforcerowsecurity from pg_class where oid = to_regclass(about)) end)
  $$;
  create function create_distributed_table(t text, k text, colocate_with text default 'default', shard_count int default null)
  returns void language sql as $$
    select note('distribute', t, colocate_with);
    insert into pg_dist_partition values (t, 'h', k, 1);
    insert into pg_dist_shard select shard, t::regclass, shard, shard + 1 from generate_series(1, 2) as shard where t = 'scim.users';
  $$;
  create function create_reference_table(t text) returns void language sql as $$
    select note('reference', t, null);
    insert into pg_dist_partition values (t, 'n', null, 2);
  $$;
  create function truncate_local_data_after_distributing_table(t text) returns void language sql as $$
    select note('truncate', t, null);
  $$;
  create function get_shard_id_for_distribution_column(t text, tenant text) returns bigint language sql as $$
    select case when exists (select from citus_isolated i where i.tenant = $2) then 9 else 1 end
  $$;
  create function isolate_tenant_to_new_shard(t text, tenant text, cascade text, shard_transfer_mode text)
  returns bigint language sql as $$
    select note('isolate', tenant, cascade || ' ' || shard_transfer_mode);
    insert into citus_isolated values (tenant);
    insert into pg_dist_shard values (9, to_regclass('users'), 9, 9);
    insert into citus_shards values (9, 1, '10.0.0.5', 5432, 2000000) returning 9
  $$;
  create function citus_move_shard_placement(shard bigint, h text, p int, host text, port int, shard_transfer_mode text)
  returns void language sql as $$
    select note('move', shard::text, h || ':' || p || ' to ' || host || ':' || port);
    update citus_shards set nodename = host, nodeport = port where shardid = shard;
  $$;
  create function citus_add_node(host text, port int) returns int language sql as $$
    select note('add', host || ':' || port, null);
    insert into pg_dist_node values (3, host, port, 'primary', true, true) returning 3
  $$;
  create function citus_rebalance_start() returns bigint language sql as $$
    select note('rebalance', null, null);
    select min(step) from citus_rebalance where state <> 'finished'
  $$;
  -- Each question is answered with the next step; the last one stays.
  create function citus_rebalance_status() returns table (state text, details jsonb) language plpgsql as $$
  declare now record;
  begin
    if not exists (select from citus_calls where name = 'rebalance') then return; end if;
    select * into now from citus_rebalance order by step limit 1;
    if (select count(*) from citus_rebalance) > 1 then delete from citus_rebalance where step = now.step; end if;
    return query select now.state, now.details where now.step is not null;
  end $$;
  grant usage on schema scim to public;
  grant select on pg_dist_partition to public`;
