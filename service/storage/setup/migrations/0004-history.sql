-- History: the provisioning log also keeps the effect of each change on the account. A separate log of memberships
-- makes them searchable by user. Refused requests are kept, too.

-- Rows from before this migration keep a null version and no values, like rows that record no change (action forget).
-- Changes wait while the index is built: a few seconds per million rows.
alter table provisioning_log
  add column name            text,                -- userName or displayName, after the change; before it for a deletion
  add column former_name_key text collate "C",    -- the folded name that is no longer used after a rename or a deletion
  add column external_id     text collate "C",
  add column version         integer,             -- that the change made; a deletion counts as one
  add column changes         jsonb not null default '{}', -- values before and after, only for facts of the account itself
  -- When the statement arrived, which is after the resource was locked: so the rows of one resource are in order.
  alter column at set default statement_timestamp();
create index provisioning_log_resource on provisioning_log (tenant_id, resource_id, at, id);
create index provisioning_log_former_name on provisioning_log (tenant_id, former_name_key)
 where former_name_key is not null;
create index provisioning_log_deleted on provisioning_log (tenant_id, resource_type, resource_id)
 where action = 'delete';

-- One row for each user who joined or left a group. The group's row in the provisioning log also lists the user. This
-- table is used as an index, because under row-level security no index can find a user inside a document.
create table membership_log (
  tenant_id  text           not null collate "C",
  user_id    uuid           not null,
  at         timestamptz(3) not null default statement_timestamp(),
  group_id   uuid           not null,
  version    integer        not null, -- of the group, made by this change
  group_name text           not null,
  joined     boolean        not null,
  request_id text           not null,
  token_id   text           not null,
  primary key (tenant_id, user_id, at, group_id, version)
) partition by range (at);

-- Refused requests, without their bodies and without values that clients sent.
create table refusals (
  tenant_id   text           not null collate "C",
  at          timestamptz(3) not null,
  id          uuid           not null,
  request_id  text           not null,
  token_id    text,
  route       text           not null, -- with {id} in place of an id
  resource_id text,
  status      smallint       not null,
  scim_type   text,
  detail      text           not null,
  primary key (tenant_id, at, id)
) partition by range (at);

alter table membership_log enable row level security, force row level security;
alter table refusals       enable row level security, force row level security;
create policy tenant on membership_log using (tenant_id = current_setting('scim.tenant', true));
create policy tenant on refusals       using (tenant_id = current_setting('scim.tenant', true));
grant select, insert on membership_log, refusals to scim_runtime;

-- As in the provisioning log, the default partition accepts rows of months without a partition, and nobody can reach a
-- partition except through its log.
create table membership_log_default partition of membership_log default;
create table refusals_default       partition of refusals       default;
alter table membership_log_default enable row level security;
alter table refusals_default       enable row level security;

-- The logs, and the fewest days for which each is kept. A migration that adds a log replaces this function.
create function logs() returns table (log text, days_min integer)
language sql immutable
as $$ values ('provisioning_log', 30), ('membership_log', 30), ('refusals', 7) $$;

-- All partitions except the default ones, with the times that they hold: from `begins` to just before `ends`.
drop function extend_provisioning_log(), trim_provisioning_log(integer);
drop view provisioning_log_partitions;
create view log_partitions as
select parent.relname::text as log, c.oid, c.relname::text as name,
       bounds[1]::timestamptz as begins, bounds[2]::timestamptz as ends
  from pg_inherits
  join pg_class c on c.oid = inhrelid
  join pg_class parent on parent.oid = inhparent
 cross join regexp_match(pg_get_expr(c.relpartbound, c.oid), $$FROM \('(.+)'\) TO \('(.+)'\)$$) as bounds
 where inhparent in (select ('scim.' || log)::regclass from logs())
   and bounds is not null;
grant select on log_partitions to scim_runtime; -- to know how far back history reaches

-- The runtime role may change tables only by these two functions, as before. If they do not get a lock immediately,
-- they give up and fail. Of several simultaneous calls, only one does the work. They never run during a migration.

-- Creates the partitions of each log for this month and the next three. @returns the names of the new partitions.
create function extend_logs() returns setof text
language plpgsql security definer
set search_path = scim, pg_temp set timezone = 'UTC' set lock_timeout = '100ms'
as $$
declare
  log       text;
  month     timestamptz;
  partition text;
  has_rows  boolean;
begin
  if not pg_try_advisory_xact_lock(7261946) then return; end if;
  for log, month in
    select each, first
      from logs() with ordinality as known (each, days_min, place)
     cross join generate_series(date_trunc('month', now()), now() + interval '3 months', interval '1 month') as first
     where not exists (select from log_partitions p where p.log = each and p.begins <= first and first < p.ends)
     order by place, first
  loop
    -- Months that began in the default partition stay there: moving their rows would make changes wait.
    execute format('select exists (select 1 from %I where at >= $1 and at < $1 + interval ''1 month'')', log || '_default')
       into has_rows using month;
    continue when has_rows;
    partition := log || '_' || to_char(month, 'YYYY_MM');
    -- Includes the indexes: indexes created by `attach partition` would not have distinct names on the shards of a
    -- cluster, and would wait for each other.
    execute format('create table %I (like %I including indexes)', partition, log);
    execute format('alter table %I enable row level security', partition);
    -- Unlike `create table … partition of`, this lets others write to the log meanwhile.
    execute format('alter table %I attach partition %I for values from (%L) to (%L)',
                   log, partition, month, month + interval '1 month');
    return next partition;
  end loop;
end
$$;

-- Drops the partitions of a log whose rows are all older than the given number of days, which must be at least the
-- fewest of that log. The limit prevents the role that serves requests from removing traces of recent actions.
-- @returns the names of the dropped partitions.
create function trim_log(trimmed text, days_kept integer) returns setof text
language plpgsql security definer
set search_path = scim, pg_temp set timezone = 'UTC' set lock_timeout = '100ms'
as $$
declare
  least     integer := (select days_min from logs() where log = trimmed);
  kept_from timestamptz := now() - make_interval(days => days_kept);
  partition text;
begin
  if least is null then raise exception 'there is no log %', coalesce(trimmed, 'null'); end if;
  if days_kept is null or days_kept < least then
    raise exception '% is kept for at least % days; got %', trimmed, least, coalesce(days_kept::text, 'null');
  end if;
  if not pg_try_advisory_xact_lock(7261946) then return; end if;
  execute format('delete from %I where at < $1', trimmed || '_default') using kept_from;
  -- Last, because all changes wait from the first drop to the end of the transaction: a few milliseconds.
  for partition in select name from log_partitions where log = trimmed and ends <= kept_from order by ends loop
    execute format('drop table %I', partition);
    return next partition;
  end loop;
end
$$;

-- Removes a person's names from the tenant's history but keeps the record of actions, and adds a row that tells who
-- requested it. The tenant is that of the session. @returns the number of changed rows.
create function forget_user(person uuid, request text, token text) returns bigint
language plpgsql security definer
set search_path = scim, pg_temp
as $$
declare
  tenant    text := current_setting('scim.tenant', true);
  own       bigint;
  in_groups bigint;
begin
  update provisioning_log
     set name = null, former_name_key = null, external_id = null, changes = changes - '{userName,displayName}'::text[]
   where tenant_id = tenant and resource_type = 'User' and resource_id = person
     and (name is not null or external_id is not null or changes ?| '{userName,displayName}'::text[]);
  get diagnostics own = row_count;

  update provisioning_log log
     set changes = jsonb_set(changes, '{members}', (
           select jsonb_object_agg(side, (
                    select coalesce(jsonb_agg(case when member ->> 'id' = person::text then member - 'name' else member end), '[]')
                      from jsonb_array_elements(members) as member))
             from jsonb_each(changes -> 'members') as sides (side, members)))
    from membership_log m
   where m.tenant_id = tenant and m.user_id = person
     and log.tenant_id = tenant and log.resource_type = 'Group' and log.resource_id = m.group_id
     and log.version = m.version
     and jsonb_path_exists(log.changes, '$.members.*[*] ? (@.id == $id && exists(@.name))',
                           jsonb_build_object('id', person));
  get diagnostics in_groups = row_count;

  insert into provisioning_log (tenant_id, request_id, token_id, action, resource_type, resource_id, attributes)
  values (tenant, request, token, 'forget', 'User', person, '{}');
  return own + in_groups;
end
$$;

revoke all on function extend_logs(), trim_log(text, integer), forget_user(uuid, text, text) from public;
grant execute on function extend_logs(), trim_log(text, integer), forget_user(uuid, text, text) to scim_runtime;

select extend_logs();
