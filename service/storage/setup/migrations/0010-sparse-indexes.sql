-- Only rows that have a manager or an external id are found by it, so the indexes leave out the others. Most users have
-- no manager, and PostgreSQL writes every index of a row again whenever the row changes. Creating or changing such a
-- user then writes one index less for each of the two.
--
-- Changes wait while the indexes are built: about a second per million rows.

drop index users_external_id;
drop index users_manager;
drop index groups_external_id;
create index users_external_id  on users  (tenant_id, external_id) where external_id is not null;
create index users_manager      on users  (tenant_id, manager_id)  where manager_id  is not null;
create index groups_external_id on groups (tenant_id, external_id) where external_id is not null;
