-- While a node of a cluster is down, the service asks each of the other nodes about its tenants, so that a token of theirs that
-- is revoked in the portal is refused. In PL/pgSQL for the same reason as the functions of 0011-nodes.sql.

create function portal_version(among text[]) returns bigint
language plpgsql stable security definer
set search_path = scim, pg_temp
as $$
begin
  return (select coalesce(sum(t.version), 0)::bigint from portal_tenants t where t.tenant_id = any (among));
end
$$;

create function portal_switches(among text[]) returns table (tenant_id text, scim_enabled boolean)
language plpgsql stable security definer
set search_path = scim, pg_temp
as $$
begin
  return query select t.tenant_id, t.scim_enabled from portal_tenants t where t.tenant_id = any (among);
end
$$;

create function portal_digests(among text[])
returns table (tenant_id text, id text, sha256 text, expires_at timestamptz, revoked_at timestamptz)
language plpgsql stable security definer
set search_path = scim, pg_temp
as $$
begin
  return query
    select t.tenant_id, t.id, t.sha256, t.expires_at, t.revoked_at
      from (select *, row_number() over (partition by p.tenant_id, p.revoked_at is null order by p.revoked_at desc) as place
              from portal_tokens p
             where p.tenant_id = any (among)) t
     where t.revoked_at is null or t.place <= 3;
end
$$;

revoke all on function portal_version(text[]), portal_switches(text[]), portal_digests(text[]) from public;
grant execute on function portal_version(text[]), portal_switches(text[]), portal_digests(text[]) to scim_runtime;
