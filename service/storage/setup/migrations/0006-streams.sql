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
  ms         integer,                 -- how long the receiver took; null for one that polls
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

-- The log of deliveries gets and loses partitions as the other logs do.
create or replace function logs() returns table (log text, days_min integer)
language sql immutable
as $$ values ('provisioning_log', 30), ('membership_log', 30), ('refusals', 7), ('deliveries', 7) $$;

select extend_logs();
