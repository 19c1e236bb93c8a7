import { sql } from 'kysely';

import { type LogEntry, logChange } from './provisioning-log';
import { statement } from './statement';
import type { UserToWrite } from './user-row';

interface Key {
  readonly tenant: string;
  readonly id: string;
}

/** The columns of a user that are short. */
export const COLUMNS_SHORT = 'id, user_name, external_id, active, version, created, last_modified, changed_by';

export const COLUMNS = sql.raw(`${COLUMNS_SHORT}, attributes`);

/** The groups of a user as JSON. */
export const GROUPS_OF_USER = `(
  select json_agg(json_build_object('id', g.id, 'display', g.display_name) order by g.id)
    from members m join groups g on g.tenant_id = m.tenant_id and g.id = m.group_id
   where m.tenant_id = users.tenant_id and m.user_id = users.id)`;

const COLUMNS_WITH_GROUPS = sql.raw(`${COLUMNS_SHORT}, attributes, ${GROUPS_OF_USER} as groups`);

export const FIND = statement<Key>(
  'find-user',
  (value) => sql`select ${COLUMNS} from users where tenant_id = ${value('tenant')} and id = ${value('id')}`,
);

export const FIND_WITH_GROUPS = statement<Key>(
  'find-user-with-groups',
  (value) => sql`select ${COLUMNS_WITH_GROUPS} from users where tenant_id = ${value('tenant')} and id = ${value('id')}`,
);

// Holds off other changes of the user, but not memberships that refer to the user.
export const FIND_TO_CHANGE = statement<Key>(
  'find-user-to-change',
  (value) => sql`
    select ${COLUMNS} from users where tenant_id = ${value('tenant')} and id = ${value('id')} for no key update`,
);

// Groups first and in one order, then the user: so does a change of a group, and neither waits for the other for ever.
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

// A group that loses a member is at another version.
export const LEAVE_GROUPS = statement<Key>(
  'leave-groups',
  (value) => sql`
    with memberships as (
      delete from members where tenant_id = ${value('tenant')} and user_id = ${value('id')} returning group_id
    )
    update groups set version = version + 1, last_modified = greatest(last_modified, now())
     where tenant_id = ${value('tenant')} and id in (select group_id from memberships)`,
);

// The first one has the userName, if any has it; a second one tells that the externalId leads to somebody else.
export const FIND_INACTIVE = statement<Pick<UserToWrite, 'externalId' | 'tenant' | 'userNameKey'>>(
  'find-inactive-user',
  (value) => sql`
    select ${COLUMNS} from users
     where tenant_id = ${value('tenant')} and not active
       and (user_name_key = ${value('userNameKey')} or external_id = ${value('externalId')})
     order by user_name_key = ${value('userNameKey')} desc
     limit 2
       for no key update`,
);

// Inserts nothing where an inactive user has this externalId: it is no key, since active users may share it.
export const INSERT = statement<UserToWrite>(
  'insert-user',
  (value) => sql`
    with inserted as (
      insert into users (tenant_id, user_name_key, ${COLUMNS})
      select ${value('tenant')}, ${value('userNameKey')}, ${value('id')}::uuid, ${value('userName')},
             ${value('externalId')}, ${value('active')}::boolean, ${value('version')}::integer,
             ${value('created')}::timestamptz, ${value('lastModified')}::timestamptz, ${value('tokenId')},
             ${value('attributes')}::jsonb
       where not exists (
               select from users
                where tenant_id = ${value('tenant')} and external_id = ${value('externalId')} and not active)
      returning id
    ), emails as (
      insert into user_emails (tenant_id, email_key, user_id)
      select ${value('tenant')}, unnest(${value('emailKeys')}::text[]), id from inserted
    )
    ${logChange('User', 'inserted', value)}`,
);

export const UPDATE = statement<UserToWrite>(
  'update-user',
  (value) => sql`
    with updated as (
      update users
         set user_name = ${value('userName')}, user_name_key = ${value('userNameKey')},
             external_id = ${value('externalId')}, active = ${value('active')}, attributes = ${value('attributes')},
             version = ${value('version')}, last_modified = ${value('lastModified')}, changed_by = ${value('tokenId')}
       where tenant_id = ${value('tenant')} and id = ${value('id')}
      returning id
    )
    ${logChange('User', 'updated', value)}`,
);

export const UPDATE_EMAILS = statement<
  Key & { readonly emailKeys: readonly string[]; readonly gone: readonly string[] }
>(
  'update-user-emails',
  (value) => sql`
    with removed as (
      delete from user_emails
       where tenant_id = ${value('tenant')} and email_key = any (${value('gone')}::text[]) and user_id = ${value('id')}
    )
    insert into user_emails (tenant_id, email_key, user_id)
    select ${value('tenant')}, email_key, ${value('id')}::uuid from unnest(${value('emailKeys')}::text[]) as email_key
    on conflict do nothing`,
);

export const REMOVE = statement<LogEntry & { readonly emailKeys: readonly string[] }>(
  'remove-user',
  (value) => sql`
    with removed as (
      delete from users where tenant_id = ${value('tenant')} and id = ${value('id')} returning id
    ), emails as (
      delete from user_emails
       where tenant_id = ${value('tenant')} and email_key = any (${value('emailKeys')}::text[])
         and user_id = ${value('id')}
    )
    ${logChange('User', 'removed', value)}`,
);
