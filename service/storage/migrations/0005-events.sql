-- Events: a place for each row of the provisioning log in its tenant's feed.
--
-- The sequence of `id` is not the order of commits: a reader that has seen 2 would miss 1, which commits later. So whoever
-- reads numbers what is committed and not numbered yet, under a lock of the tenant. Rows from before 0004 have no version,
-- hold no values, and are never told.

alter table provisioning_log
  add column position bigint; -- null until a reader has numbered it
create index provisioning_log_unnumbered on provisioning_log (tenant_id, at, version, id)
 where position is null and version is not null;
create index provisioning_log_position on provisioning_log (tenant_id, position) where position is not null;
grant update (position) on provisioning_log to scim_runtime;

-- The last position that was given, for each tenant whose events were ever read. Its row is the lock.
create table event_positions (
  tenant_id text        primary key collate "C",
  last      bigint      not null,
  begins    timestamptz not null -- changes from before are never numbered
);
alter table event_positions enable row level security, force row level security;
create policy tenant on event_positions using (tenant_id = current_setting('scim.tenant', true));
grant select, insert, update on event_positions to scim_runtime;
