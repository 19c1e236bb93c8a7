import { sql } from 'kysely';

import type { Change } from '../directory/change';
import {
  type ChangeFunction,
  Duplicate,
  type Origin,
  type Reading,
  type RemovalCheck,
  type TenantKey,
  type User,
  type UserStore,
} from '../directory/store';
import { isObject } from '../scim/json';
import type { Page } from '../scim/list-response';
import type { Attributes, Resource } from '../scim/resource';
import type { Search } from '../scim/search';
import { foldCase } from '../scim/text';

import type { Database, Run } from './database';
import { userFilterTable } from './filter-tables';
import { isPgError, UNIQUE_VIOLATION } from './pg-error';
import { type LogEntry, logChange } from './provisioning-log';
import { readPage } from './read-page';
import { statement } from './statement';
import { toResource, type UserRow } from './tables';

/** Users in PostgreSQL: one row each, and one for each of their e-mail addresses. */
export class SqlUserStore implements UserStore {
  readonly #db: Database;
  readonly #tenant: TenantKey;
  readonly #origin: Origin;

  constructor(db: Database, tenant: TenantKey, origin: Origin) {
    this.#db = db;
    this.#tenant = tenant;
    this.#origin = origin;
  }

  async insert({ resource, attributes }: Change, restore: ChangeFunction | undefined): Promise<User> {
    const row = { ...toRow(resource), ...this.#entry('create', resource.id, attributes) };
    const values = { ...row, sparesInactive: restore !== undefined };
    const inserted = await this.#db.run(this.#tenant.slug, INSERT.with(values)).catch((error: unknown) => {
      if (isPgError(error, UNIQUE_VIOLATION)) return [];
      throw error;
    });
    if (inserted.length > 0) return { ...resource, changedBy: this.#origin.tokenId };
    return this.#restore(resource, restore);
  }

  async find(id: string, { related }: Reading): Promise<User | undefined> {
    const find = related ? FIND_WITH_GROUPS : FIND;
    const [row] = await this.#db.run<UserRow>(this.#tenant.slug, find.with({ tenant: this.#tenant.slug, id }));
    return row && toUser(row);
  }

  async search(search: Search, { related }: Reading): Promise<Page<User>> {
    const source = {
      name: 'users',
      tenant: this.#tenant.slug,
      columns: related ? COLUMNS_WITH_GROUPS : COLUMNS,
      filters: userFilterTable(this.#tenant),
    } as const;
    const page = await readPage<UserRow>(this.#db, source, search);
    return { ...page, items: page.items.map(toUser) };
  }

  async change(id: string, change: ChangeFunction): Promise<User | undefined> {
    return this.#db.transaction(this.#tenant.slug, async (run) => {
      const [row] = await run<UserRow>(FIND_TO_CHANGE.with({ tenant: this.#tenant.slug, id }));
      return row && this.#update(run, toUser(row), change, 'change');
    });
  }

  async remove(id: string, check: RemovalCheck): Promise<boolean> {
    const key = { tenant: this.#tenant.slug, id };
    return this.#db.transaction(this.#tenant.slug, async (run) => {
      await run(LOCK_GROUPS.with(key));
      const [row] = await run<UserRow>(FIND_TO_REMOVE.with(key));
      if (!row) return false;
      check(toUser(row));
      await run(LEAVE_GROUPS.with(key));
      await run(REMOVE.with(this.#entry('delete', id, [])));
      return true;
    });
  }

  /** Changes the inactive user who stands in the way of a new one. */
  async #restore(resource: Resource, restore: ChangeFunction | undefined): Promise<User> {
    const { userNameKey, externalId } = toRow(resource);
    const restored = restore
      ? await this.#db.transaction(this.#tenant.slug, async (run) => {
          const values = { tenant: this.#tenant.slug, userNameKey, externalId };
          const [row] = await run<UserRow>(FIND_INACTIVE.with(values));
          return row && this.#update(run, toUser(row), restore, 'restore');
        })
      : undefined;
    if (!restored) throw new Duplicate('userName', String(resource.attributes['userName']));
    return restored;
  }

  async #update(run: Run, before: User, change: ChangeFunction, action: 'change' | 'restore'): Promise<User> {
    const { resource, attributes } = change(before);
    if (attributes.length === 0) return before;

    const values = { ...toRow(resource), ...this.#entry(action, before.id, attributes) };
    await run(UPDATE.with(values)).catch((error: unknown) => {
      if (isPgError(error, UNIQUE_VIOLATION)) throw new Duplicate('userName', values.userName);
      throw error;
    });
    if (attributes.includes('emails')) await run(UPDATE_EMAILS.with(values));
    return { ...resource, changedBy: this.#origin.tokenId };
  }

  #entry(action: LogEntry['action'], id: string, changed: readonly string[]): LogEntry {
    return { tenant: this.#tenant.slug, ...this.#origin, action, id, changed };
  }
}

interface Row extends LogEntry {
  readonly userName: string;
  readonly userNameKey: string;
  readonly externalId: string | null;
  readonly active: boolean;
  readonly attributes: Attributes;
  readonly emailKeys: readonly string[];
  readonly version: number;
  readonly created: Date;
  readonly lastModified: Date;
}

interface Key {
  readonly tenant: string;
  readonly id: string;
}

const COLUMNS = sql.raw('id, user_name, external_id, active, attributes, version, created, last_modified, changed_by');

const COLUMNS_WITH_GROUPS = sql`${COLUMNS}, (
  select json_agg(json_build_object('id', g.id, 'display', g.display_name) order by g.id)
    from members m join groups g on g.tenant_id = m.tenant_id and g.id = m.group_id
   where m.tenant_id = users.tenant_id and m.user_id = users.id) as groups`;

const FIND = statement<Key>(
  'find-user',
  (value) => sql`select ${COLUMNS} from users where tenant_id = ${value('tenant')} and id = ${value('id')}`,
);

const FIND_WITH_GROUPS = statement<Key>(
  'find-user-with-groups',
  (value) => sql`select ${COLUMNS_WITH_GROUPS} from users where tenant_id = ${value('tenant')} and id = ${value('id')}`,
);

// Holds off other changes of the user, but not memberships that refer to the user.
const FIND_TO_CHANGE = statement<Key>(
  'find-user-to-change',
  (value) => sql`
    select ${COLUMNS} from users where tenant_id = ${value('tenant')} and id = ${value('id')} for no key update`,
);

// Groups first and in one order, then the user: so does a change of a group, and neither waits for the other for ever.
const LOCK_GROUPS = statement<Key>(
  'lock-groups-of-user',
  (value) => sql`
    select id from groups
     where tenant_id = ${value('tenant')}
       and id in (select group_id from members where tenant_id = ${value('tenant')} and user_id = ${value('id')}::uuid)
     order by id
       for no key update`,
);

const FIND_TO_REMOVE = statement<Key>(
  'find-user-to-remove',
  (value) => sql`
    select ${COLUMNS} from users where tenant_id = ${value('tenant')} and id = ${value('id')} for update`,
);

// A group that loses a member is at another version.
const LEAVE_GROUPS = statement<Key>(
  'leave-groups',
  (value) => sql`
    with memberships as (
      delete from members where tenant_id = ${value('tenant')} and user_id = ${value('id')} returning group_id
    )
    update groups set version = version + 1, last_modified = greatest(last_modified, now())
     where tenant_id = ${value('tenant')} and id in (select group_id from memberships)`,
);

const FIND_INACTIVE = statement<Pick<Row, 'externalId' | 'tenant' | 'userNameKey'>>(
  'find-inactive-user',
  (value) => sql`
    select ${COLUMNS} from users
     where tenant_id = ${value('tenant')} and not active
       and (user_name_key = ${value('userNameKey')} or external_id = ${value('externalId')})
     order by user_name_key = ${value('userNameKey')} desc
     limit 1
       for no key update`,
);

// Inserts nothing where an inactive user with this externalId is to be restored instead.
const INSERT = statement<Row & { readonly sparesInactive: boolean }>(
  'insert-user',
  (value) => sql`
    with inserted as (
      insert into users (tenant_id, user_name_key, ${COLUMNS})
      select ${value('tenant')}, ${value('userNameKey')}, ${value('id')}::uuid, ${value('userName')},
             ${value('externalId')}, ${value('active')}::boolean, ${value('attributes')}::jsonb,
             ${value('version')}::integer, ${value('created')}::timestamptz, ${value('lastModified')}::timestamptz,
             ${value('tokenId')}
       where not (${value('sparesInactive')}::boolean and exists (
               select from users
                where tenant_id = ${value('tenant')} and external_id = ${value('externalId')} and not active))
      returning id
    ), emails as (
      insert into user_emails (tenant_id, email_key, user_id)
      select ${value('tenant')}, email_key, id from inserted, unnest(${value('emailKeys')}::text[]) as email_key
    ), logged as (
      ${logChange('User', 'inserted', value)}
    )
    select id from inserted`,
);

const UPDATE = statement<Row>(
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

const UPDATE_EMAILS = statement<Pick<Row, 'emailKeys' | 'id' | 'tenant'>>(
  'update-user-emails',
  (value) => sql`
    with removed as (
      delete from user_emails
       where tenant_id = ${value('tenant')} and user_id = ${value('id')}
         and email_key <> all (${value('emailKeys')}::text[])
    )
    insert into user_emails (tenant_id, email_key, user_id)
    select ${value('tenant')}, email_key, ${value('id')}::uuid from unnest(${value('emailKeys')}::text[]) as email_key
    on conflict do nothing`,
);

const REMOVE = statement<LogEntry>(
  'remove-user',
  (value) => sql`
    with removed as (
      delete from users where tenant_id = ${value('tenant')} and id = ${value('id')} returning id
    )
    ${logChange('User', 'removed', value)}`,
);

function toRow({ id, attributes, version, created, lastModified }: Resource) {
  const { userName, externalId, active, ...rest } = attributes;
  return {
    id,
    userName: String(userName),
    userNameKey: foldCase(String(userName)),
    externalId: typeof externalId === 'string' ? externalId : null,
    active: active === true,
    attributes: rest,
    emailKeys: emailKeys(rest['emails']),
    version,
    created,
    lastModified,
  };
}

function emailKeys(emails: unknown): string[] {
  const values = (Array.isArray(emails) ? (emails as unknown[]) : []).filter(isObject).map(({ value }) => value);
  return [...new Set(values.filter((value) => typeof value === 'string').map(foldCase))];
}

function toUser(row: UserRow): User {
  return {
    ...toResource(row, { userName: row.user_name, active: row.active }),
    changedBy: row.changed_by,
    ...(row.groups === undefined ? {} : { groups: row.groups ?? [] }),
  };
}
