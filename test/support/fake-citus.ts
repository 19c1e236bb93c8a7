import { administer } from './postgres';

/** What the functions of Citus were called with. */
export interface CitusCall {
  readonly name: string;
  readonly table: string;
  readonly colocated: string | null;

  /** Whether its owner saw the rows of the table. */
  readonly seen: boolean;
}

/**
 * Functions and catalog of Citus in a database without it: they note their calls, and what is distributed, and leave the
 * rows where they are.
 *
 * @param database URL of an administrator. @param owner login that migrates.
 */
export async function fakeCitus(database: string, owner: string): Promise<void> {
  const name = new URL(database).pathname.slice(1);
  await administer(
    database,
    `create schema scim authorization ${owner};
     alter database ${name} set search_path = scim;
     set search_path = scim;
     set role ${owner};
     create table pg_dist_partition (logicalrelid regclass, partmethod "char", partkey text, colocationid int);
     create table citus_calls (id int generated always as identity, name text, "table" text, colocated text, seen boolean);
     create function citus_is_coordinator() returns boolean language sql return true;
     create function column_to_column_name(regclass, text) returns text language sql return $2;
     create function note(name text, "table" text, colocated text) returns void language sql as $$
       insert into citus_calls (name, "table", colocated, seen)
       select name, "table", colocated, not relforcerowsecurity from pg_class where oid = "table"::regclass
     $$;
     create function create_distributed_table(t text, k text, colocate_with text default 'default', shard_count int default null)
     returns void language sql as $$
       select note('distribute', t, colocate_with);
       insert into pg_dist_partition values (t, 'h', k, 1);
     $$;
     create function create_reference_table(t text) returns void language sql as $$
       select note('reference', t, null);
       insert into pg_dist_partition values (t, 'n', null, 2);
     $$;
     create function truncate_local_data_after_distributing_table(t text) returns void language sql as $$
       select note('truncate', t, null);
     $$;
     grant usage on schema scim to public;
     grant select on pg_dist_partition to public`,
  );
}

/** The calls so far, in their order. */
export async function citusCalls(database: string): Promise<CitusCall[]> {
  const rows = await administer(database, 'select name, "table", colocated, seen from scim.citus_calls order by id');
  return rows as unknown as CitusCall[];
}
