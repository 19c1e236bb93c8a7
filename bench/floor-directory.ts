import { Client, type QueryConfig } from 'pg';

/**
 * Tables and statements of a minimal directory, with one handwritten statement per request. The service is compared
 * with this directory. The tables and statements are independent of the service's own, so a change to the service does
 * not affect them. Each change is logged, because any directory must record who changed what.
 */

/** Creates the tables of the minimal directory, and fills them with the service's users, groups and members. */
export async function writeFloor(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(TABLES);
  await client.query('vacuum analyze');
  await client.end();
}

const TABLES = `
  create schema floor;
  create table floor.users as select tenant_id, id, user_name, active, attributes, version, last_modified from scim.users;
  create table floor.groups as select tenant_id, id, display_name, version, last_modified from scim.groups;
  create table floor.members as select tenant_id, group_id, user_id from scim.members;
  alter table floor.users add primary key (tenant_id, id);
  alter table floor.groups add primary key (tenant_id, id);
  alter table floor.members add primary key (tenant_id, group_id, user_id);
  create unique index on floor.users (tenant_id, user_name);
  create index on floor.members (tenant_id, user_id);
  create table floor.history (
    tenant_id text, id bigint generated always as identity, at timestamptz not null default now(), request_id text not null,
    action text not null, resource_id uuid not null, attributes text[] not null, primary key (tenant_id, id)
  );
  create index on floor.history (tenant_id, resource_id, at);
`;

/**
 * The part of a statement that logs a change for the tenant in parameter `$1`. Nothing is logged if the statement's
 * common table expression `changed` returns no row.
 */
function logged(action: string, resourceId: string, requestId: string, attributes: string): string {
  return `
    logged as (
      insert into floor.history (tenant_id, request_id, action, resource_id, attributes)
      select $1, ${requestId}, '${action}', ${resourceId}, ${attributes} from changed
    )`;
}

/**
 * Reads a user together with the names of the user's groups. A subquery reads the name of each group, because
 * PostgreSQL overestimates the number of a user's groups, and would otherwise read all groups for each user.
 */
const USER = `
  u.id, u.user_name, u.active, u.attributes, u.version, (
    select json_agg(json_build_object('value', m.group_id, 'display', (
             select g.display_name from floor.groups g where g.tenant_id = $1 and g.id = m.group_id)))
      from floor.members m
     where m.tenant_id = $1 and m.user_id = u.id) as groups`;

export function match(tenant: string, userName: string): QueryConfig {
  return {
    name: 'match',
    text: `select ${USER} from floor.users u where u.tenant_id = $1 and u.user_name = $2`,
    values: [tenant, userName],
  };
}

export function page(tenant: string, count: number, skipped: number): QueryConfig {
  return {
    name: 'page',
    text: `
      select ${USER}, (select count(*) from floor.users where tenant_id = $1) as total
        from (select id from floor.users where tenant_id = $1 order by id limit $2 offset $3) as page
        join floor.users u on u.tenant_id = $1 and u.id = page.id
       order by u.id`,
    values: [tenant, count, skipped],
  };
}

export function create(
  tenant: string,
  id: string,
  userName: string,
  active: boolean,
  attributes: object,
  requestId: string,
): QueryConfig {
  return {
    name: 'create',
    text: `
      with changed as (insert into floor.users values ($1, $2, $3, $4, $5, 1, now()) returning id, last_modified),
      ${logged('create', 'id', '$6', '$7')}
      select last_modified from changed`,
    values: [tenant, id, userName, active, attributes, requestId, Object.keys(attributes)],
  };
}

export function patchUser(tenant: string, id: string, attributes: object, requestId: string): QueryConfig {
  return {
    name: 'patch',
    text: `
      with changed as (
        update floor.users u set attributes = u.attributes || $3, version = u.version + 1, last_modified = now()
         where u.tenant_id = $1 and u.id = $2
        returning ${USER}
      ), ${logged('change', 'id', '$4', '$5')}
      select * from changed`,
    values: [tenant, id, attributes, requestId, Object.keys(attributes)],
  };
}

export function addMember(tenant: string, group: string, user: string, requestId: string): QueryConfig {
  return {
    name: 'add-member',
    text: `
      with changed as (insert into floor.members values ($1, $2, $3) on conflict do nothing returning group_id, user_id),
      ${logged('add', 'group_id', '$4', 'array[user_id::text]')}
      update floor.groups set version = version + 1, last_modified = now()
       where tenant_id = $1 and id in (select group_id from changed)`,
    values: [tenant, group, user, requestId],
  };
}

export function removeMember(tenant: string, group: string, user: string, requestId: string): QueryConfig {
  return {
    name: 'remove-member',
    text: `
      with changed as (
        delete from floor.members where tenant_id = $1 and group_id = $2 and user_id = $3 returning group_id, user_id
      ), ${logged('remove', 'group_id', '$4', 'array[user_id::text]')}
      update floor.groups set version = version + 1, last_modified = now()
       where tenant_id = $1 and id in (select group_id from changed)`,
    values: [tenant, group, user, requestId],
  };
}
