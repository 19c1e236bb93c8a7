import { sql, type SqlBool } from 'kysely';

import type { Change } from '../directory/change';
import { type ChangeFunction, Duplicate, type Origin, type UserStore } from '../directory/store';
import type { Filter } from '../scim/filter';
import type { Page, Range } from '../scim/list-response';
import { foldCase } from '../scim/match-filter';
import { isObject } from '../scim/read-value';
import type { Attributes, Resource } from '../scim/resource';

import type { Database } from './database';
import { filterCondition } from './filter-sql';
import { userFilterTable } from './filter-tables';
import { isPgError, UNIQUE_VIOLATION } from './pg-error';
import { type LogEntry, logChange } from './provisioning-log';
import { readPage } from './read-page';
import { statement } from './statement';
import type { UserRow } from './tables';

/** Users in PostgreSQL: one row each, and one for each of their e-mail addresses. */
export class SqlUserStore implements UserStore {
  readonly #db: Database;
  readonly #tenant: string;
  readonly #origin: Origin;

  constructor(db: Database, tenant: string, origin: Origin) {
    this.#db = db;
    this.#tenant = tenant;
    this.#origin = origin;
  }

  async insert({ resource, attributes }: Change): Promise<void> {
    const values = { ...toRow(resource), ...this.#entry('create', resource.id, attributes) };
    await this.#db.run(this.#tenant, INSERT.with(values)).catch(refuseDuplicate(resource));
  }

  async find(id: string): Promise<Resource | undefined> {
    const [row] = await this.#db.run<UserRow>(this.#tenant, FIND.with({ tenant: this.#tenant, id }));
    return row && toUser(row);
  }

  async search(filter: Filter | undefined, range: Range): Promise<Page<Resource>> {
    const condition = filter ? filterCondition(filter, userFilterTable(this.#tenant)) : sql<SqlBool>`true`;
    const page = await readPage<UserRow>(this.#db, { table: 'users', tenant: this.#tenant, condition, range });
    return { total: page.total, items: page.items.map(toUser) };
  }

  async change(id: string, change: ChangeFunction): Promise<Resource | undefined> {
    return this.#db.transaction(this.#tenant, async (run) => {
      const [row] = await run<UserRow>(FIND_FOR_UPDATE.with({ tenant: this.#tenant, id }));
      if (!row) return undefined;
      const before = toUser(row);
      const { resource, attributes } = change(before);
      if (attributes.length === 0) return before;

      const values = { ...toRow(resource), ...this.#entry('change', id, attributes) };
      await run(UPDATE.with(values)).catch(refuseDuplicate(resource));
      if (attributes.includes('emails')) await run(UPDATE_EMAILS.with(values));
      return resource;
    });
  }

  async remove(id: string): Promise<boolean> {
    const rows = await this.#db.run(this.#tenant, REMOVE.with(this.#entry('delete', id, [])));
    return rows.length > 0;
  }

  #entry(action: LogEntry['action'], id: string, changed: readonly string[]): LogEntry {
    return { tenant: this.#tenant, ...this.#origin, action, id, changed };
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

const COLUMNS = sql.raw('id, user_name, external_id, active, attributes, version, created, last_modified');

const FIND = statement<{ tenant: string; id: string }>(
  'find-user',
  (value) => sql`select ${COLUMNS} from users where tenant_id = ${value('tenant')} and id = ${value('id')}`,
);

const FIND_FOR_UPDATE = statement<{ tenant: string; id: string }>(
  'find-user-for-update',
  (value) =>
    sql`select ${COLUMNS} from users where tenant_id = ${value('tenant')} and id = ${value('id')} for no key update`,
);

const INSERT = statement<Row>(
  'insert-user',
  (value) => sql`
    with inserted as (
      insert into users (tenant_id, user_name_key, ${COLUMNS})
      values (${value('tenant')}, ${value('userNameKey')}, ${value('id')}, ${value('userName')}, ${value('externalId')},
              ${value('active')}, ${value('attributes')}, ${value('version')}, ${value('created')},
              ${value('lastModified')})
      returning id
    ), emails as (
      insert into user_emails (tenant_id, email_key, user_id)
      select ${value('tenant')}, email_key, id from inserted, unnest(${value('emailKeys')}::text[]) as email_key
    )
    ${logChange('User', 'inserted', value)}`,
);

const UPDATE = statement<Row>(
  'update-user',
  (value) => sql`
    with updated as (
      update users
         set user_name = ${value('userName')}, user_name_key = ${value('userNameKey')},
             external_id = ${value('externalId')}, active = ${value('active')}, attributes = ${value('attributes')},
             version = ${value('version')}, last_modified = ${value('lastModified')}
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
    ), logged as (
      ${logChange('User', 'removed', value)}
    )
    select id from removed`,
);

function toRow({
  id,
  attributes,
  version,
  created,
  lastModified,
}: Resource): Omit<Row, keyof LogEntry> & { id: string } {
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

function toUser(row: UserRow): Resource {
  return {
    id: row.id,
    attributes: {
      ...(row.external_id === null ? {} : { externalId: row.external_id }),
      userName: row.user_name,
      active: row.active,
      ...row.attributes,
    },
    version: row.version,
    created: row.created,
    lastModified: row.last_modified,
  };
}

function refuseDuplicate({ attributes }: Resource): (error: unknown) => never {
  return (error) => {
    if (isPgError(error, UNIQUE_VIOLATION)) throw new Duplicate('userName', String(attributes['userName']));
    throw error;
  };
}
