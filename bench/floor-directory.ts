import { Client, type QueryConfig } from 'pg';

/**
 * Tables and statements of a minimal directory, with one handwritten statement per request. The service is compared
 * with this directory. The tables and statements are independent of the service's own, so a change to the service does
 * not affect them.
 *
 * The directory stores what any directory with the same interface has to store:
 *
 * - an index for each attribute by which clients find users quickly: id, userName, externalId, e-mail address, manager
 *   and meta.lastModified;
 * - a log entry for each change: who changed which attributes of which user, and the values of the account's own facts.
 *
 * It leaves out what the service adds by its own choice: row-level security, partitions of the log, positions of events,
 * former names, and the comparison of each change with the user's previous state.
 */

/** Creates the tables of the minimal directory, and fills them with the service's users, groups and members. */
export async function writeFloor(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(TABLES);
  await client.query('vacuum analyze');
  await client.end();
}

/** The id of a user's manager. */
const MANAGER = `(attributes -> 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User' -> 'manager' ->> 'value')`;

const TABLES = `
  create schema floor;
  create table floor.users as
    select tenant_id, id, user_name, external_id, active, attributes, version, last_modified from scim.users;
  create table floor.emails as select tenant_id, email_key as email, user_id from scim.user_emails;
  create table floor.groups as select tenant_id, id, display_name, version, last_modified from scim.groups;
  create table floor.members as select tenant_id, group_id, user_id from scim.members;
  alter table floor.users add primary key (tenant_id, id);
  alter table floor.emails add primary key (tenant_id, email, user_id);
  alter table floor.groups add primary key (tenant_id, id);
  alter table floor.members add primary key (tenant_id, group_id, user_id);
  create unique index on floor.users (tenant_id, user_name);
  create index on floor.users (tenant_id, external_id) where external_id is not null;
  create index on floor.users (tenant_id, ${MANAGER}) where ${MANAGER} is not null;
  create index on floor.users (tenant_id, last_modified);
  create index on floor.members (tenant_id, user_id);
  create table floor.history (
    tenant_id text, id bigint generated always as identity, at timestamptz not null default now(), request_id text not null,
    token_id text not null, action text not null, resource_id uuid not null, name text, attributes text[] not null,
    changes jsonb not null, primary key (tenant_id, id)
  );
  create index on floor.history (tenant_id, resource_id, at);
`;

/** The request that makes a change, and the token that the request presents. */
export interface Author {
  readonly requestId: string;
  readonly tokenId: string;
}

/** What the log says about a change: SQL expressions over the rows of the common table expression `changed`. */
interface Logged {
  readonly author: readonly [requestId: string, tokenId: string];
  readonly resourceId: string;
  readonly name: string;
  readonly attributes: string;
  readonly changes: string;
}

/**
 * The part of a statement that logs a change for the tenant in parameter `$1`. Nothing is logged if the statement's
 * common table expression `changed` returns no row.
 */
function logged(action: string, { author, resourceId, name, attributes, changes }: Logged): string {
  return `
    logged as (
      insert into floor.history (tenant_id, request_id, token_id, action, resource_id, name, attributes, changes)
      select $1, ${author.join()}, '${action}', ${resourceId}, ${name}, ${attributes}, ${changes} from changed
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

/** A new user, in the parts that the tables need. */
export interface NewUser {
  readonly id: string;
  readonly userName: string;
  readonly externalId: string | undefined;
  readonly active: boolean;
  readonly emails: readonly string[];

  /** The attributes without a column of their own. */
  readonly attributes: object;

  /** The values that the log keeps. */
  readonly facts: object;
}

export function create(tenant: string, user: NewUser, { requestId, tokenId }: Author): QueryConfig {
  const { id, userName, externalId, active, emails, attributes, facts } = user;
  return {
    name: 'create',
    text: `
      with changed as (
        insert into floor.users values ($1, $2, $3, $4, $5, $6, 1, now()) returning id, user_name, last_modified
      ),
      addresses as (insert into floor.emails select $1, email, $2 from unnest($7::text[]) as email),
      ${logged('create', { author: ['$8', '$9'], resourceId: 'id', name: 'user_name', attributes: '$10', changes: '$11' })}
      select last_modified from changed`,
    values: [
      tenant,
      id,
      userName,
      externalId,
      active,
      attributes,
      emails,
      requestId,
      tokenId,
      Object.keys(attributes),
      facts,
    ],
  };
}

/** Replaces attributes of which the log keeps no values, and which no index contains. */
export function patchUser(tenant: string, id: string, attributes: object, { requestId, tokenId }: Author): QueryConfig {
  const entry = {
    author: ['$4', '$5'],
    resourceId: 'id',
    name: 'user_name',
    attributes: '$6',
    changes: `'{}'`,
  } as const;
  return {
    name: 'patch',
    text: `
      with changed as (
        update floor.users u set attributes = u.attributes || $3, version = u.version + 1, last_modified = now()
         where u.tenant_id = $1 and u.id = $2
        returning ${USER}
      ), ${logged('change', entry)}
      select * from changed`,
    values: [tenant, id, attributes, requestId, tokenId, Object.keys(attributes)],
  };
}

/** The log entry for a change of one member. */
const MEMBER = {
  author: ['$4', '$5'],
  resourceId: 'group_id',
  name: '(select display_name from floor.groups where tenant_id = $1 and id = group_id)',
  attributes: `array['members']`,
  changes: `jsonb_build_object('member', user_id)`,
} as const;

export function addMember(tenant: string, group: string, user: string, { requestId, tokenId }: Author): QueryConfig {
  return {
    name: 'add-member',
    text: `
      with changed as (insert into floor.members values ($1, $2, $3) on conflict do nothing returning group_id, user_id),
      ${logged('add', MEMBER)}
      update floor.groups set version = version + 1, last_modified = now()
       where tenant_id = $1 and id in (select group_id from changed)`,
    values: [tenant, group, user, requestId, tokenId],
  };
}

export function removeMember(tenant: string, group: string, user: string, { requestId, tokenId }: Author): QueryConfig {
  return {
    name: 'remove-member',
    text: `
      with changed as (
        delete from floor.members where tenant_id = $1 and group_id = $2 and user_id = $3 returning group_id, user_id
      ), ${logged('remove', MEMBER)}
      update floor.groups set version = version + 1, last_modified = now()
       where tenant_id = $1 and id in (select group_id from changed)`,
    values: [tenant, group, user, requestId, tokenId],
  };
}
