-- While a node of a cluster is down, the service asks each of the other nodes about its tenants, because what is asked about all
-- tenants would fail. The functions are in PL/pgSQL, because a cluster runs no statement with parameters in a function of language SQL.

create function counts_of_tenants(among text[]) returns setof tenant_counts
language plpgsql stable security definer
set search_path = scim, pg_temp
as $$ begin return query select * from tenant_counts c where c.tenant_id = any (among); end $$;

create function calls_of_tokens(among text[]) returns setof token_calls
language plpgsql stable security definer
set search_path = scim, pg_temp
as $$ begin return query select * from token_calls c where c.tenant_id = any (among); end $$;

create function due_streams(most integer, among text[]) returns table (tenant_id text, stream text)
language plpgsql stable security definer
set search_path = scim, pg_temp
as $$
begin
  return query
    select p.tenant_id, p.stream from stream_positions p
     where p.tenant_id = any (among) and p.due_at <= now() and p.state = 'active'
     order by p.due_at
     limit most;
end
$$;

create function stream_positions_after(after_tenant text, after_stream text, most integer, among text[])
returns setof stream_positions
language plpgsql stable security definer
set search_path = scim, pg_temp
as $$
begin
  return query
    select * from stream_positions p
     where p.tenant_id = any (among) and (p.tenant_id, p.stream) > (after_tenant, after_stream)
     order by p.tenant_id, p.stream
     limit most;
end
$$;

revoke all on function counts_of_tenants(text[]), calls_of_tokens(text[]), due_streams(integer, text[]),
                       stream_positions_after(text, text, integer, text[]) from public;
grant execute on function counts_of_tenants(text[]), calls_of_tokens(text[]), due_streams(integer, text[]),
                          stream_positions_after(text, text, integer, text[]) to scim_runtime;
