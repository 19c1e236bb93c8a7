-- The provisioning log in partitions, one for each month (UTC), so that what is old is dropped with its table.
--
-- Rows that are there stay where they are: their table becomes the partition of all months so far. Only its primary key is
-- built again, which has to contain `at`. Changes wait meanwhile.

set local timezone = 'UTC';

alter table provisioning_log rename to provisioning_log_before;
alter table provisioning_log_before
  drop constraint provisioning_log_pkey,
  alter column id drop identity,       -- the parent's counts on
  no force row level security;         -- its owner looks into it below, and may be no superuser
drop policy tenant on provisioning_log_before;
revoke all on provisioning_log_before from scim_runtime;

create table provisioning_log (
  tenant_id     text           not null collate "C",
  id            bigint         not null generated always as identity,
  at            timestamptz(3) not null default now(),
  request_id    text           not null,
  token_id      text           not null,
  action        text           not null, -- create, change, restore, delete
  resource_type text           not null, -- User, Group
  resource_id   uuid           not null,
  attributes    text[]         not null, -- names of what changed, never values
  primary key (tenant_id, at, id)
) partition by range (at);
alter table provisioning_log enable row level security, force row level security;
create policy tenant on provisioning_log using (tenant_id = current_setting('scim.tenant', true));
grant select, insert on provisioning_log to scim_runtime;

-- Nobody but its owner gets at a partition except through the log: the runtime role has no rights there, and would see no
-- row, since row-level security without a policy hides all. The owner is not bound by it, in order to delete.

do $$
declare
  last  record;
  ends  timestamptz;
begin
  -- No month before it is somebody's. A clock that was ahead may have written into the future.
  select coalesce(max(id), 0) as id, greatest(max(at), now()) as at into last from provisioning_log_before;
  ends := date_trunc('month', last.at) + interval '1 month';
  execute format('alter table provisioning_log alter column id restart with %s', last.id + 1);
  execute format('alter table provisioning_log attach partition provisioning_log_before for values from (%L) to (%L)',
                 '-infinity', ends);
  execute format('alter table provisioning_log_before rename to %I',
                 'provisioning_log_before_' || to_char(ends, 'YYYY_MM'));
end
$$;

-- Takes what no month is there for, so that a change never fails for it: a service that slept for a year writes before
-- it has made the months.
create table provisioning_log_default partition of provisioning_log default;
alter table provisioning_log_default enable row level security;

-- All but the default one, by the times that they hold: from `begins` to just before `ends`.
create view provisioning_log_partitions as
select c.oid, c.relname::text as name, bounds[1]::timestamptz as begins, bounds[2]::timestamptz as ends
  from pg_inherits
  join pg_class c on c.oid = inhrelid
 cross join regexp_match(pg_get_expr(c.relpartbound, c.oid), $$FROM \('(.+)'\) TO \('(.+)'\)$$) as bounds
 where inhparent = 'provisioning_log'::regclass and bounds is not null;

-- The runtime role owns nothing; these two are what it may do to tables. Neither lets a request wait: they give up a lock
-- that they do not get at once, and fail. Of many that call at once, one does it; nor do they run beside a migration.

-- Makes the partitions of this month and the next three. @returns the names of those that it made.
create function extend_provisioning_log() returns setof text
language plpgsql security definer
set search_path = scim, pg_temp set timezone = 'UTC' set lock_timeout = '100ms'
as $$
declare
  month     timestamptz;
  partition text;
begin
  if not pg_try_advisory_xact_lock(7261946) then return; end if;
  for month in
    select first
      from generate_series(date_trunc('month', now()), now() + interval '3 months', interval '1 month') as first
     where not exists (select from provisioning_log_partitions where begins <= first and first < ends)
       -- Months that began in the default partition stay there: to move them, changes would have to wait.
       and not exists (select from provisioning_log_default where at >= first and at < first + interval '1 month')
     order by first
  loop
    partition := 'provisioning_log_' || to_char(month, 'YYYY_MM');
    execute format('create table %I (like provisioning_log)', partition);
    execute format('alter table %I enable row level security', partition);
    -- Unlike `create table … partition of`, this lets others write to the log meanwhile.
    execute format('alter table provisioning_log attach partition %I for values from (%L) to (%L)',
                   partition, month, month + interval '1 month');
    return next partition;
  end loop;
end
$$;

-- Drops the partitions of which all is older than so many days, at least 30: who serves requests cannot remove the traces
-- of what was just done. @returns the names of those that it dropped.
create function trim_provisioning_log(days_kept integer) returns setof text
language plpgsql security definer
set search_path = scim, pg_temp set timezone = 'UTC' set lock_timeout = '100ms'
as $$
declare
  kept_from timestamptz := now() - make_interval(days => days_kept);
  partition text;
begin
  if days_kept is null or days_kept < 30 then
    raise exception 'the provisioning log is kept for at least 30 days; got %', coalesce(days_kept::text, 'null');
  end if;
  if not pg_try_advisory_xact_lock(7261946) then return; end if;
  delete from provisioning_log_default where at < kept_from;
  -- Last, since all changes wait from the first drop to the end of the transaction: a few milliseconds.
  for partition in select name from provisioning_log_partitions where ends <= kept_from order by ends loop
    execute format('drop table %I', partition);
    return next partition;
  end loop;
end
$$;

revoke all on function extend_provisioning_log(), trim_provisioning_log(integer) from public;
grant execute on function extend_provisioning_log(), trim_provisioning_log(integer) to scim_runtime;

select extend_provisioning_log();
