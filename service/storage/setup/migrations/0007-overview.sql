-- Each tenant at a glance: which of its tokens were used when, whatever replica they called, and how many users and groups it
-- has. Replicas write the calls some seconds late and count once a minute, so that no request waits for it.

create table token_calls (
  tenant_id   text           not null collate "C",
  token_id    text           not null collate "C",
  scope       text           not null, -- provision or read: it outlasts the token, so that the last call of Entra stays known
  known_since timestamptz(3) not null, -- when a replica first had the token in its registry
  accepted    timestamptz(3),          -- the last call that was accepted
  refused     timestamptz(3),
  primary key (tenant_id, token_id)
) with (fillfactor = 50); -- a row changes every few seconds: room for that beside it

create table tenant_counts (
  tenant_id      text           primary key collate "C",
  counted_at     timestamptz(3) not null,
  active_users   integer        not null,
  inactive_users integer        not null,
  groups         integer        not null,
  refusals       integer        not null -- of the 24 hours before
) with (fillfactor = 50);

-- To count by index alone. Creating a user, and changing one who stays active, costs nothing more.
create index users_inactive on users (tenant_id) where not active;

-- Row-level security is not forced: their owner sees the rows of all tenants, in the function below.
alter table token_calls   enable row level security;
alter table tenant_counts enable row level security;
create policy tenant on token_calls   using (tenant_id = current_setting('scim.tenant', true));
create policy tenant on tenant_counts using (tenant_id = current_setting('scim.tenant', true));
grant select, insert, update on token_calls, tenant_counts to scim_runtime;

-- The rows of all tenants, which name tokens and count, and hold nothing of anybody.
create function counts_of_tenants() returns setof tenant_counts
language sql stable security definer
set search_path = scim, pg_temp
as $$ select * from tenant_counts $$;

create function calls_of_tokens() returns setof token_calls
language sql stable security definer
set search_path = scim, pg_temp
as $$ select * from token_calls $$;

revoke all on function counts_of_tenants(), calls_of_tokens() from public;
grant execute on function counts_of_tenants(), calls_of_tokens() to scim_runtime;
