-- Streams: how far each receiver was told of each tenant, and a log of what was sent to it.

create table stream_positions (
  tenant_id     text        not null collate "C",
  stream        text        not null collate "C",
  cursor        text        not null, -- after the last event that was taken or passed over
  acknowledged  text[]      not null default '{}', -- ids of tokens after it that a receiver has, which owes an older one
  state         text        not null default 'active', -- active, paused, ended
  since         timestamptz not null default now(), -- of the state
  failures      integer     not null default 0, -- attempts in a row that failed
  failing_since timestamptz,
  last_error    text,        -- in words, without anything that a person or the receiver wrote
  behind_since  timestamptz, -- time of the oldest event that is known and was not taken

  -- A lease: one process at a time delivers, and the others leave it alone until then. When nobody does: the time of the next
  -- attempt, null while there is nothing to tell.
  holder uuid,
  due_at timestamptz,
  woken  boolean not null default false, -- there may be news that the holder has not seen
  primary key (tenant_id, stream)
) with (fillfactor = 50); -- a row changes with each delivery: room for that beside it
create index stream_positions_due on stream_positions (due_at) where due_at is not null;

-- Attempts to deliver, without what was sent.
create table deliveries (
  tenant_id  text           not null collate "C",
  stream     text           not null collate "C",
  at         timestamptz(3) not null,
  id         uuid           not null,
  event_id   text           not null,
  event_type text           not null,
  outcome    text           not null, -- taken, failed, ended
  status     smallint,
  ms         integer        not null, -- how long the receiver took
  reason     text,
  primary key (tenant_id, stream, at, id)
) partition by range (at);

-- Row-level security is not forced on positions: their owner sees those of all tenants, in the functions below.
alter table stream_positions enable row level security;
alter table deliveries       enable row level security, force row level security;
create policy tenant on stream_positions using (tenant_id = current_setting('scim.tenant', true));
create policy tenant on deliveries       using (tenant_id = current_setting('scim.tenant', true));
grant select, insert, update on stream_positions to scim_runtime;
grant select, insert         on deliveries       to scim_runtime;

create table deliveries_default partition of deliveries default;
alter table deliveries_default enable row level security;

-- The functions are in PL/pgSQL, because a cluster runs no statement with parameters in a function of language SQL.

-- The positions of all tenants at which somebody has to go on, those that are due for longest first. One look for all.
create function due_streams(most integer) returns table (tenant_id text, stream text)
language plpgsql stable security definer
set search_path = scim, pg_temp
as $$
begin
  return query
    select p.tenant_id, p.stream from stream_positions p
     where p.due_at <= now() and p.state = 'active'
     order by p.due_at
     limit most;
end
$$;

-- The positions of all tenants after one of them.
create function stream_positions_after(after_tenant text, after_stream text, most integer) returns setof stream_positions
language plpgsql stable security definer
set search_path = scim, pg_temp
as $$
begin
  return query
    select * from stream_positions p
     where (p.tenant_id, p.stream) > (after_tenant, after_stream)
     order by p.tenant_id, p.stream
     limit most;
end
$$;

revoke all on function due_streams(integer), stream_positions_after(text, text, integer) from public;
grant execute on function due_streams(integer), stream_positions_after(text, text, integer) to scim_runtime;

-- The log of deliveries is looked after as the other logs are: as before, with all that are partitioned.
create or replace view log_partitions as
select parent.relname::text as log, c.oid, c.relname::text as name,
       bounds[1]::timestamptz as begins, bounds[2]::timestamptz as ends
  from pg_inherits
  join pg_class c on c.oid = inhrelid
  join pg_class parent on parent.oid = inhparent
 cross join regexp_match(pg_get_expr(c.relpartbound, c.oid), $$FROM \('(.+)'\) TO \('(.+)'\)$$) as bounds
 where inhparent in ('provisioning_log'::regclass, 'membership_log'::regclass, 'refusals'::regclass, 'deliveries'::regclass)
   and bounds is not null;

create or replace function extend_logs() returns setof text
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
      from unnest('{provisioning_log,membership_log,refusals,deliveries}'::text[]) with ordinality as logs (each, place)
     cross join generate_series(date_trunc('month', now()), now() + interval '3 months', interval '1 month') as first
     where not exists (select from log_partitions p where p.log = each and p.begins <= first and first < p.ends)
     order by place, first
  loop
    -- Months that began in the default partition stay there: to move them, changes would have to wait.
    execute format('select exists (select 1 from %I where at >= $1 and at < $1 + interval ''1 month'')', log || '_default')
       into has_rows using month;
    continue when has_rows;
    partition := log || '_' || to_char(month, 'YYYY_MM');
    -- With indexes: those that attaching makes have no name of their own on each shard of a cluster, and wait for each other.
    execute format('create table %I (like %I including indexes)', partition, log);
    execute format('alter table %I enable row level security', partition);
    -- Unlike `create table … partition of`, this lets others write to the log meanwhile.
    execute format('alter table %I attach partition %I for values from (%L) to (%L)',
                   log, partition, month, month + interval '1 month');
    return next partition;
  end loop;
end
$$;

create or replace function trim_log(trimmed text, days_kept integer) returns setof text
language plpgsql security definer
set search_path = scim, pg_temp set timezone = 'UTC' set lock_timeout = '100ms'
as $$
declare
  least     integer := case when trimmed in ('provisioning_log', 'membership_log') then 30
                            when trimmed in ('refusals', 'deliveries') then 7 end;
  kept_from timestamptz := now() - make_interval(days => days_kept);
  partition text;
begin
  if least is null then raise exception 'there is no log %', coalesce(trimmed, 'null'); end if;
  if days_kept is null or days_kept < least then
    raise exception '% is kept for at least % days; got %', trimmed, least, coalesce(days_kept::text, 'null');
  end if;
  if not pg_try_advisory_xact_lock(7261946) then return; end if;
  execute format('delete from %I where at < $1', trimmed || '_default') using kept_from;
  -- Last, since all changes wait from the first drop to the end of the transaction: a few milliseconds.
  for partition in select name from log_partitions where log = trimmed and ends <= kept_from order by ends loop
    execute format('drop table %I', partition);
    return next partition;
  end loop;
end
$$;

select extend_logs();
