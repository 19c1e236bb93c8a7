import { type RawBuilder, sql } from 'kysely';

import { changeStatement, conditionalChange, type Part } from '../statements/change-statement';
import type { LogEntry } from '../statements/provisioning-log';
import { type Parameter, statement } from '../statements/statement';

import type { UserToWrite } from './user-row';

interface Key {
  readonly tenant: string;
  readonly id: string;
}

/** Selects the users that have a given userName or a given immutable id. */
interface Holding {
  readonly tenant: string;
  readonly userNameKey: string;

  /** Null to select only by userName. */
  readonly immutableId: string | null;
}

/** The columns of the `users` table that hold short values. */
export const COLUMNS_SHORT = 'id, user_name, external_id, active, version, created, last_modified, changed_by';

export const COLUMNS = sql.raw(`${COLUMNS_SHORT}, attributes`);

/**
 * An expression for the tenant. On a cluster, each table in a statement needs its own condition on the tenant, because
 * Citus does not infer that condition from another table's.
 */
type Tenant = RawBuilder<unknown>;

/**
 * Finds the row of a user's manager by primary key, and names the row `boss`. There may be no such row: Entra sends
 * references before the manager exists, managers are deleted, and a client may send something that is not an id.
 */
export const managerOfUser = (tenant: Tenant) => sql`
  users boss
   where boss.tenant_id = ${tenant}
     and boss.id = case when users.manager_id ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                        then users.manager_id::uuid end`;

/** The display name of a manager. */
export const MANAGER_NAME = sql`coalesce(boss.attributes ->> 'displayName', boss.user_name)`;

/**
 * The groups of a user as a JSON object, with names by id in any order. A subquery reads each name by its key, because
 * PostgreSQL does not know how few groups a user has: for a join, it would read all groups of the tenant for each user
 * of a page.
 */
export const groupsOfUser = (tenant: Tenant) => sql`(
  select json_object_agg(m.group_id, (
           select display_name from groups where groups.tenant_id = ${tenant} and groups.id = m.group_id))
    from members m
   where m.tenant_id = ${tenant} and m.user_id = users.id)`;

// The groups and the manager of a single user. Lists omit the manager, because reading it would make a search for one
// user a quarter more expensive, and a page twice as expensive. No client has asked for the manager in a list.
const relatedOfUser = (tenant: Tenant) => sql`${groupsOfUser(tenant)} as groups, (
  select json_build_object('id', boss.id, 'display', ${MANAGER_NAME}) from ${managerOfUser(tenant)}) as manager`;

export const FIND = statement<Key>(
  'find-user',
  (value) => sql`select ${COLUMNS} from users where tenant_id = ${value('tenant')} and id = ${value('id')}`,
);

export const FIND_WITH_RELATED = statement<Key>(
  'find-user-with-related',
  (value) => sql`
    select ${COLUMNS}, ${relatedOfUser(value('tenant'))} from users
     where tenant_id = ${value('tenant')} and id = ${value('id')}`,
);

export const FIND_RELATED = statement<Key>(
  'find-related-of-user',
  (value) => sql`
    select ${relatedOfUser(value('tenant'))} from users where tenant_id = ${value('tenant')} and id = ${value('id')}`,
);

// Blocks other changes to the user, but not the insertion of memberships that refer to the user.
export const FIND_TO_CHANGE = statement<Key>(
  'find-user-to-change',
  (value) => sql`
    select ${COLUMNS} from users where tenant_id = ${value('tenant')} and id = ${value('id')} for no key update`,
);

// Locks the groups first, in a fixed order, and then the user. A change to a group uses the same order, so the two
// cannot deadlock.
export const LOCK_GROUPS = statement<Key>(
  'lock-groups-of-user',
  (value) => sql`
    select id from groups
     where tenant_id = ${value('tenant')}
       and id in (select group_id from members where tenant_id = ${value('tenant')} and user_id = ${value('id')}::uuid)
     order by id
       for no key update`,
);

export const FIND_TO_REMOVE = statement<Key>(
  'find-user-to-remove',
  (value) => sql`
    select ${COLUMNS} from users where tenant_id = ${value('tenant')} and id = ${value('id')} for update`,
);

// Increases the version of each group that loses a member, and returns these groups.
export const LEAVE_GROUPS = statement<Key>(
  'leave-groups',
  (value) => sql`
    with memberships as (
      delete from members where tenant_id = ${value('tenant')} and user_id = ${value('id')} returning group_id
    )
    update groups set version = version + 1, last_modified = greatest(last_modified, now())
     where tenant_id = ${value('tenant')} and id in (select group_id from memberships)
    returning id, display_name, external_id, version`,
);

// Reads at most three rows, which is enough: if several users have the same immutable id, none of them can be restored.
export const FIND_HOLDERS = statement<Holding>(
  'find-holders',
  (value) => sql`
    select ${COLUMNS} from users
     where tenant_id = ${value('tenant')} and id in (
             select id from users where tenant_id = ${value('tenant')} and user_name_key = ${value('userNameKey')}
              union
             (select id from users
               where tenant_id = ${value('tenant')} and external_id = ${value('immutableId')} limit 3))
     order by id
       for no key update`,
);

const NEW_ROW = sql.raw(`users (tenant_id, user_name_key, ${COLUMNS_SHORT}, attributes)`);

const newValues = (value: Parameter<UserToWrite>) => sql`
  ${value('tenant')}, ${value('userNameKey')}, ${value('id')}::uuid, ${value('userName')}, ${value('externalId')},
  ${value('active')}::boolean, ${value('version')}::integer, ${value('created')}::timestamptz,
  ${value('lastModified')}::timestamptz, ${value('tokenId')}, ${value('attributes')}::jsonb`;

type Emails = Pick<UserToWrite, 'emailKeys' | 'id' | 'tenant'>;

const emailRows = (value: Parameter<Emails>) => sql`
  insert into user_emails (tenant_id, email_key, user_id)
  select users.tenant_id, email_key, users.id
    from users, unnest(${value('emailKeys')}::text[]) as email_key
   where users.tenant_id = ${value('tenant')} and users.id = ${value('id')}`;

// A new user has no stored addresses yet, so none can conflict. Checking for conflicts would increase the cost of
// creating a user by a twentieth.
const INSERT_EMAILS: Part<Emails> = { name: 'insert-user-emails', build: emailRows };

const ADD_EMAILS: Part<Emails> = {
  name: 'add-user-emails',
  build: (value) => sql`${emailRows(value)} on conflict do nothing`,
};

/** The e-mail addresses that a change removed from a user. */
interface EmailsGone extends Key {
  readonly emailKeysGone: readonly string[];
}

const REMOVE_EMAILS: Part<EmailsGone> = {
  name: 'remove-user-emails',
  build: (value) => sql`
    delete from user_emails
     where tenant_id = ${value('tenant')} and email_key = any (${value('emailKeysGone')}::text[])
       and user_id = ${value('id')}`,
};

const REMOVE_EMAILS_OF_CHANGED: Part<EmailsGone> = {
  name: 'remove-emails-of-changed-user',
  build: (value) => sql`
    delete from user_emails using users
     where users.tenant_id = ${value('tenant')} and users.id = ${value('id')}
       and user_emails.tenant_id = ${value('tenant')} and email_key = any (${value('emailKeysGone')}::text[])
       and user_id = users.id`,
};

export const INSERT = changeStatement<UserToWrite>(
  'insert-user',
  'users',
  { name: 'insert-user-row', build: (value) => sql`insert into ${NEW_ROW} values (${newValues(value)})` },
  INSERT_EMAILS,
);

// Inserts nothing if an inactive user has the same immutable id. Immutable ids need not be unique, because a client may
// give two users the same one.
export const INSERT_UNLESS_INACTIVE = conditionalChange<Holding & UserToWrite>(
  'insert-user-unless-inactive',
  'users',
  (value) => sql`
    insert into ${NEW_ROW} select ${newValues(value)}
     where not exists (
             select from users
              where tenant_id = ${value('tenant')} and external_id = ${value('immutableId')} and not active)`,
  INSERT_EMAILS,
);

// Changes the user only if its version is still the version from which the change was computed.
const UPDATE_ROW: Part<UserToWrite> = {
  name: 'update-user-row',
  build: (value) => sql`
    update users
       set user_name = ${value('userName')}, user_name_key = ${value('userNameKey')},
           external_id = ${value('externalId')}, active = ${value('active')}, attributes = ${value('attributes')},
           version = ${value('version')}, last_modified = ${value('lastModified')}, changed_by = ${value('tokenId')}
     where tenant_id = ${value('tenant')} and id = ${value('id')} and version = ${value('version')}::integer - 1`,
};

export const UPDATE = changeStatement<UserToWrite>('update-user', 'users', UPDATE_ROW);

export const UPDATE_WITH_EMAILS = changeStatement<EmailsGone & UserToWrite>(
  'update-user-with-emails',
  'users',
  UPDATE_ROW,
  REMOVE_EMAILS_OF_CHANGED,
  ADD_EMAILS,
);

export const REMOVE = changeStatement<EmailsGone & LogEntry>(
  'remove-user',
  'users',
  {
    name: 'remove-user-row',
    build: (value) => sql`delete from users where tenant_id = ${value('tenant')} and id = ${value('id')}`,
  },
  REMOVE_EMAILS,
);
