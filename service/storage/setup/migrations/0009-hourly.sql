-- What happened in each hour of the last week, for plots. Replicas write it together with the counts of a tenant: up to a minute
-- later, so that no request waits for it.

-- Requests of Entra, by how they were answered.
create table hourly_requests (
  tenant_id text           not null collate "C",
  hour      timestamptz(0) not null, -- its beginning
  accepted  integer        not null,
  refused   integer        not null,
  failed    integer        not null, -- by a fault of the service
  primary key (tenant_id, hour)
) with (fillfactor = 50); -- a row changes each minute: room for that beside it

-- How far behind the receivers of events were.
create table hourly_lags (
  tenant_id text           not null collate "C",
  stream    text           not null collate "C",
  hour      timestamptz(0) not null,
  seconds   integer        not null, -- age of the oldest event that the receiver had not taken; the longest of the hour
  primary key (tenant_id, stream, hour)
) with (fillfactor = 50);

alter table hourly_requests enable row level security, force row level security;
alter table hourly_lags     enable row level security, force row level security;
create policy tenant on hourly_requests using (tenant_id = current_setting('scim.tenant', true));
create policy tenant on hourly_lags     using (tenant_id = current_setting('scim.tenant', true));
grant select, insert, update, delete on hourly_requests, hourly_lags to scim_runtime;

-- Refused requests of the last 24 hours, by the beginning of the hour in seconds since 1970. With the counts, because the console shows
-- them for all tenants at once.
alter table tenant_counts add column refused_by_hour jsonb not null default '{}';
