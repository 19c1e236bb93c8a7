-- Users, groups and memberships of all tenants, and the log of what was done to them.
--
-- Every table, index and foreign key starts with tenant_id: rows of two tenants cannot meet, and the tables can be
-- distributed by it. Keys are made by the service: what counts as the same but for case is its own matter.

create table users (
  tenant_id      text           not null collate "C",
  id             uuid           not null, -- version 7: in the order of creation, which is the order of pages
  user_name      text           not null,
  user_name_key  text           not null collate "C",
  external_id    text           collate "C",
  active         boolean        not null,
  attributes     jsonb          not null, -- whatever has no column
  version        integer        not null,
  created        timestamptz(3) not null,
  last_modified  timestamptz(3) not null,
  changed_by     text           not null, -- id of a token
  -- A column, because row-level security keeps an index over an expression of the document from being used.
  manager_id     text           collate "C" generated always as (
    attributes -> 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User' -> 'manager' ->> 'value'
  ) stored,
  primary key (tenant_id, id)
);
create unique index users_user_name on users (tenant_id, user_name_key);
create index users_external_id on users (tenant_id, external_id);
create index users_last_modified on users (tenant_id, last_modified);
create index users_manager on users (tenant_id, manager_id);

-- One row for each e-mail address of a user, to find the user by it: an index in the guise of a table, kept by the
-- statements that write the user, who know the addresses that go. A foreign key, and an index to follow it, would add a
-- quarter to the cost of creating one.
create table user_emails (
  tenant_id text not null collate "C",
  email_key text not null collate "C",
  user_id   uuid not null,
  primary key (tenant_id, email_key, user_id)
);

create table groups (
  tenant_id        text           not null collate "C",
  id               uuid           not null,
  display_name     text           not null,
  display_name_key text           not null collate "C",
  external_id      text           collate "C",
  attributes       jsonb          not null,
  version          integer        not null,
  created          timestamptz(3) not null,
  last_modified    timestamptz(3) not null,
  primary key (tenant_id, id)
);
create unique index groups_display_name on groups (tenant_id, display_name_key);
create index groups_external_id on groups (tenant_id, external_id);
create index groups_last_modified on groups (tenant_id, last_modified);

create table members (
  tenant_id text not null collate "C",
  group_id  uuid not null,
  user_id   uuid not null,
  primary key (tenant_id, group_id, user_id),
  foreign key (tenant_id, group_id) references groups (tenant_id, id) on delete cascade,
  foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade
);
create index members_user on members (tenant_id, user_id);

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
  primary key (tenant_id, id)
);

-- The database holds tenants apart even where a statement forgets to. A connection says which tenant it serves; one
-- that says nothing sees nothing.
alter table users            enable row level security, force row level security;
alter table user_emails      enable row level security, force row level security;
alter table groups           enable row level security, force row level security;
alter table members          enable row level security, force row level security;
alter table provisioning_log enable row level security, force row level security;
create policy tenant on users            using (tenant_id = current_setting('scim.tenant', true));
create policy tenant on user_emails      using (tenant_id = current_setting('scim.tenant', true));
create policy tenant on groups           using (tenant_id = current_setting('scim.tenant', true));
create policy tenant on members          using (tenant_id = current_setting('scim.tenant', true));
create policy tenant on provisioning_log using (tenant_id = current_setting('scim.tenant', true));

grant select, insert, update, delete on users, user_emails, groups, members to scim_runtime;
grant select, insert on provisioning_log to scim_runtime;
