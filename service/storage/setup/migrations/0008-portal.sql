-- The portal: what admins of accounts have set themselves, and the links that let them in.

create table portal_tenants (
  tenant_id    text           primary key collate "C",
  scim_enabled boolean,                 -- null until somebody has used the switch
  version      bigint         not null, -- counts changes of this row and of the tenant's tokens
  changed_at   timestamptz(3) not null default now(),
  changed_by   text           not null
);

-- Tokens by their digests. A token itself is stored nowhere.
create table portal_tokens (
  tenant_id   text           not null collate "C",
  id          text           not null collate "C", -- portal-1, portal-2, …: never used again
  sha256      text           not null collate "C",
  created_at  timestamptz(3) not null default now(),
  created_by  text           not null,
  expires_at  timestamptz(3) not null,
  revoked_at  timestamptz(3),
  primary key (tenant_id, id)
);

-- Links by the digests of their codes. A link lets in once.
create table portal_links (
  tenant_id  text           not null collate "C",
  digest     text           not null collate "C",
  subject    text           not null, -- the person whom it lets in, as the product knows the person
  created_at timestamptz(3) not null default now(),
  expires_at timestamptz(3) not null,
  used_at    timestamptz(3),
  primary key (tenant_id, digest)
);

-- Row-level security is not forced on tenants and tokens: their owner sees those of all tenants, in the functions below.
alter table portal_tenants enable row level security;
alter table portal_tokens  enable row level security;
alter table portal_links   enable row level security, force row level security;
create policy tenant on portal_tenants using (tenant_id = current_setting('scim.tenant', true));
create policy tenant on portal_tokens  using (tenant_id = current_setting('scim.tenant', true));
create policy tenant on portal_links   using (tenant_id = current_setting('scim.tenant', true));
grant select, insert, update         on portal_tenants to scim_runtime;
grant select, insert                 on portal_tokens  to scim_runtime;
grant update (revoked_at)            on portal_tokens  to scim_runtime;
grant select, insert, update, delete on portal_links   to scim_runtime;

-- Grows with each change of any tenant, once the change is committed: each tenant's number grows under the lock of its row.
create function portal_version() returns bigint
language sql stable security definer
set search_path = scim, pg_temp
as $$ select coalesce(sum(version), 0)::bigint from portal_tenants $$;

create function portal_switches() returns table (tenant_id text, scim_enabled boolean)
language sql stable security definer
set search_path = scim, pg_temp
as $$ select t.tenant_id, t.scim_enabled from portal_tenants t $$;

-- The tokens of each tenant that are not revoked, and the three that were revoked last: a request with one of those is refused,
-- and the service can still say whose it is.
create function portal_digests()
returns table (tenant_id text, id text, sha256 text, expires_at timestamptz, revoked_at timestamptz)
language sql stable security definer
set search_path = scim, pg_temp
as $$
  select t.tenant_id, t.id, t.sha256, t.expires_at, t.revoked_at
    from (select *, row_number() over (partition by p.tenant_id, p.revoked_at is null order by p.revoked_at desc) as place
            from portal_tokens p) t
   where t.revoked_at is null or t.place <= 3
$$;

revoke all on function portal_version(), portal_switches(), portal_digests() from public;
grant execute on function portal_version(), portal_switches(), portal_digests() to scim_runtime;
