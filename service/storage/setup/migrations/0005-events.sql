-- Events: a position in the tenant's feed for each row of the provisioning log.
--
-- The sequence of `id` is not the order of commits: a reader that has seen 2 would miss 1 if 1 commits later. So
-- readers number the rows that are committed and have no number yet, while holding a lock of the tenant. Rows from
-- before 0004 have no version and no values, and never become events.

alter table provisioning_log
  add column position bigint; -- null until a reader has numbered it
create index provisioning_log_unnumbered on provisioning_log (tenant_id, at, id)
 where position is null and version is not null;
create index provisioning_log_position on provisioning_log (tenant_id, position) where position is not null;
grant update (position) on provisioning_log to scim_runtime;

-- The last position given, for each tenant whose events were ever read. The tenant's row is also the lock.
create table event_positions (
  tenant_id text        primary key collate "C",
  last      bigint      not null,
  begins    timestamptz not null -- changes from before are never numbered
);
alter table event_positions enable row level security, force row level security;
create policy tenant on event_positions using (tenant_id = current_setting('scim.tenant', true));
grant select, insert, update on event_positions to scim_runtime;
