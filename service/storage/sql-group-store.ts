import { sql } from 'kysely';

import type { Change } from '../directory/change';
import {
  type ChangeFunction,
  Duplicate,
  type Group,
  type GroupStore,
  type Origin,
  type Reading,
  type Related,
  type RemovalCheck,
  type TenantKey,
  UnknownMember,
} from '../directory/store';
import type { Page } from '../scim/list-response';
import type { MemberChange } from '../scim/member-change';
import type { Attributes, Resource } from '../scim/resource';
import type { Search } from '../scim/search';
import { foldCase } from '../scim/text';

import type { Database, Run } from './database';
import { groupFilterTable } from './filter-tables';
import { isPgError, UNIQUE_VIOLATION } from './pg-error';
import { type LogEntry, logChange } from './provisioning-log';
import { readPage } from './read-page';
import { statement } from './statement';
import { type GroupRow, toResource } from './tables';

/** Groups in PostgreSQL: one row each, and one for each membership, so that a change touches only what it names. */
export class SqlGroupStore implements GroupStore {
  readonly #db: Database;
  readonly #tenant: TenantKey;
  readonly #origin: Origin;

  constructor(db: Database, tenant: TenantKey, origin: Origin) {
    this.#db = db;
    this.#tenant = tenant;
    this.#origin = origin;
  }

  async insert({ resource, attributes }: Change, memberIds: readonly string[]): Promise<void> {
    const values = { ...toRow(resource), ...this.#entry('create', resource.id, attributes) };
    await this.#db
      .transaction(this.#tenant.slug, async (run) => {
        await run(INSERT.with(values));
        if (memberIds.length > 0) await this.#addMembers(run, resource.id, memberIds);
      })
      .catch(refuseDuplicate(resource));
  }

  async find(id: string, { related }: Reading): Promise<Group | undefined> {
    const [row] = await this.#db.run<GroupRow>(this.#tenant.slug, FIND.with({ tenant: this.#tenant.slug, id }));
    if (!row) return undefined;
    const [group] = related ? await this.#withMembers([toGroup(row)]) : [toGroup(row)];
    return group;
  }

  async search(search: Search, { related }: Reading): Promise<Page<Group>> {
    const source = {
      name: 'groups',
      tenant: this.#tenant.slug,
      columns: COLUMNS,
      filters: groupFilterTable(this.#tenant),
    } as const;
    const page = await readPage<GroupRow>(this.#db, source, search);
    const groups = page.items.map(toGroup);
    if (!related) return { ...page, items: groups };

    const complete = await this.#withMembers(groups, MEMBERS_MAX);
    if (complete.length === groups.length) return { ...page, items: complete };
    return this.search({ ...search, page: { ...search.page, count: complete.length } }, { related });
  }

  async change(id: string, change: ChangeFunction, members: readonly MemberChange[]): Promise<Group | undefined> {
    return this.#db.transaction(this.#tenant.slug, async (run) => {
      const [row] = await run<GroupRow>(FIND_TO_CHANGE.with({ tenant: this.#tenant.slug, id }));
      if (!row) return undefined;
      const before = toGroup(row);
      const { resource, attributes } = change(before);

      const coming = members.flatMap((change) =>
        change.kind === 'add' || change.kind === 'replace' ? change.ids : [],
      );
      if (coming.length > 0) await run(LOCK_USERS.with({ tenant: this.#tenant.slug, ids: coming }));
      let membersChanged = false;
      for (const memberChange of members) {
        if (await this.#changeMembers(run, id, memberChange)) membersChanged = true;
      }

      const changed = membersChanged ? [...attributes, 'members'] : attributes;
      if (changed.length === 0) return before;
      const values = { ...toRow(resource), ...this.#entry('change', id, changed) };
      await run(UPDATE.with(values)).catch(refuseDuplicate(resource));
      return resource;
    });
  }

  async remove(id: string, check: RemovalCheck): Promise<boolean> {
    return this.#db.transaction(this.#tenant.slug, async (run) => {
      const [row] = await run<GroupRow>(FIND_TO_CHANGE.with({ tenant: this.#tenant.slug, id }));
      if (!row) return false;
      check(toGroup(row));
      await run(REMOVE.with(this.#entry('delete', id, [])));
      return true;
    });
  }

  /** Whether anybody came or went. */
  async #changeMembers(run: Run, group: string, change: MemberChange): Promise<boolean> {
    const tenant = this.#tenant.slug;
    switch (change.kind) {
      case 'add':
        return this.#addMembers(run, group, change.ids);
      case 'remove':
        return (await run(REMOVE_MEMBERS.with({ tenant, group, ids: change.ids }))).length > 0;
      case 'clear':
        return (await run(KEEP_MEMBERS.with({ tenant, group, ids: [] }))).length > 0;
      case 'replace': {
        const left = await run(KEEP_MEMBERS.with({ tenant, group, ids: change.ids }));
        const came = await this.#addMembers(run, group, change.ids);
        return left.length > 0 || came;
      }
    }
  }

  async #addMembers(run: Run, group: string, ids: readonly string[]): Promise<boolean> {
    const [result] = await run<Addition>(ADD_MEMBERS.with({ tenant: this.#tenant.slug, group, ids }));
    if (result && result.unknown.length > 0) throw new UnknownMember(result.unknown);
    return result?.came === true;
  }

  /** Groups with their members: the first ones, at least one, that have `most` members together. */
  async #withMembers(groups: readonly Resource[], most?: number): Promise<Group[]> {
    const ids = groups.map(({ id }) => id);
    const limit = most === undefined ? null : most + 1;
    const rows = await this.#db.run<MemberRow>(
      this.#tenant.slug,
      MEMBERS.with({ tenant: this.#tenant.slug, groups: ids, limit }),
    );
    const byGroup = new Map(ids.map((id) => [id, [] as Related[]]));
    for (const { group_id, id, display } of rows) byGroup.get(group_id)?.push({ id, display });

    const cut = most !== undefined && rows.length > most ? ids.indexOf(rows.at(-1)?.group_id ?? '') : ids.length;
    if (cut === 0 && groups.length > 0) return this.#withMembers(groups.slice(0, 1)); // alone, with all of them
    return groups.slice(0, cut).map((group) => ({ ...group, members: byGroup.get(group.id) ?? [] }));
  }

  #entry(action: LogEntry['action'], id: string, changed: readonly string[]): LogEntry {
    return { tenant: this.#tenant.slug, ...this.#origin, action, id, changed };
  }
}

/** Most members in one list of groups. A list with more is cut short, as SCIM allows: its client asks for the rest. */
const MEMBERS_MAX = 20_000;

interface Row extends LogEntry {
  readonly displayName: string;
  readonly displayNameKey: string;
  readonly externalId: string | null;
  readonly attributes: Attributes;
  readonly version: number;
  readonly created: Date;
  readonly lastModified: Date;
}

interface MemberRow extends Related {
  readonly group_id: string;
}

interface Addition {
  /** Whether anybody came who was not there before. */
  readonly came: boolean;

  /** Those who are no users of the tenant. */
  readonly unknown: readonly string[];
}

interface MembersOfGroup {
  readonly tenant: string;
  readonly group: string;
  readonly ids: readonly string[];
}

const COLUMNS = sql.raw('id, display_name, external_id, attributes, version, created, last_modified');

const FIND = statement<{ tenant: string; id: string }>(
  'find-group',
  (value) => sql`select ${COLUMNS} from groups where tenant_id = ${value('tenant')} and id = ${value('id')}`,
);

// Additions to one group take turns here, and each sees what the one before it did.
const FIND_TO_CHANGE = statement<{ tenant: string; id: string }>(
  'find-group-to-change',
  (value) =>
    sql`select ${COLUMNS} from groups where tenant_id = ${value('tenant')} and id = ${value('id')} for no key update`,
);

const INSERT = statement<Row>(
  'insert-group',
  (value) => sql`
    with inserted as (
      insert into groups (tenant_id, display_name_key, ${COLUMNS})
      values (${value('tenant')}, ${value('displayNameKey')}, ${value('id')}, ${value('displayName')},
              ${value('externalId')}, ${value('attributes')}, ${value('version')}, ${value('created')},
              ${value('lastModified')})
      returning id
    )
    ${logChange('Group', 'inserted', value)}`,
);

const UPDATE = statement<Row>(
  'update-group',
  (value) => sql`
    with updated as (
      update groups
         set display_name = ${value('displayName')}, display_name_key = ${value('displayNameKey')},
             external_id = ${value('externalId')}, attributes = ${value('attributes')},
             version = ${value('version')}, last_modified = ${value('lastModified')}
       where tenant_id = ${value('tenant')} and id = ${value('id')}
      returning id
    )
    ${logChange('Group', 'updated', value)}`,
);

const REMOVE = statement<LogEntry>(
  'remove-group',
  (value) => sql`
    with removed as (
      delete from groups where tenant_id = ${value('tenant')} and id = ${value('id')} returning id
    )
    ${logChange('Group', 'removed', value)}`,
);

// Before any membership is touched: who removes a user locks the user first, and the memberships then.
const LOCK_USERS = statement<{ tenant: string; ids: readonly string[] }>(
  'lock-users',
  (value) => sql`
    select from users
     where tenant_id = ${value('tenant')} and id = any (${value('ids')}::uuid[])
     order by id
       for key share`,
);

// The lock keeps a user who is found from being removed until the membership stands.
const ADD_MEMBERS = statement<MembersOfGroup>(
  'add-members',
  (value) => sql`
    with asked as (
      select id from unnest(${value('ids')}::uuid[]) as id
    ), known as (
      select users.id from users join asked on asked.id = users.id
       where users.tenant_id = ${value('tenant')}
         for key share of users
    ), added as (
      insert into members (tenant_id, group_id, user_id)
      select ${value('tenant')}, ${value('group')}::uuid, id from known
      on conflict do nothing
      returning user_id
    )
    select exists (select from added) as came,
           array (select id::text from asked where id not in (select id from known)) as unknown`,
);

const REMOVE_MEMBERS = statement<MembersOfGroup>(
  'remove-members',
  (value) => sql`
    delete from members
     where tenant_id = ${value('tenant')} and group_id = ${value('group')} and user_id = any (${value('ids')}::uuid[])
    returning user_id`,
);

const KEEP_MEMBERS = statement<MembersOfGroup>(
  'keep-members',
  (value) => sql`
    delete from members
     where tenant_id = ${value('tenant')} and group_id = ${value('group')} and user_id not in (select unnest(${value('ids')}::uuid[]))
    returning user_id`,
);

const MEMBERS = statement<{ tenant: string; groups: readonly string[]; limit: number | null }>(
  'members',
  (value) => sql`
    select asked.id as group_id, member.id, member.display
      from unnest(${value('groups')}::uuid[]) with ordinality as asked (id, place)
     cross join lateral (
       select users.id, coalesce(users.attributes ->> 'displayName', users.user_name) as display
         from members
         join users on users.tenant_id = members.tenant_id and users.id = members.user_id
        where members.tenant_id = ${value('tenant')} and members.group_id = asked.id
        order by members.user_id
     ) as member
     order by asked.place, member.id
     limit ${value('limit')}::bigint`,
);

function toRow({
  id,
  attributes,
  version,
  created,
  lastModified,
}: Resource): Omit<Row, keyof LogEntry> & { id: string } {
  const { displayName, externalId, ...rest } = attributes;
  return {
    id,
    displayName: String(displayName),
    displayNameKey: foldCase(String(displayName)),
    externalId: typeof externalId === 'string' ? externalId : null,
    attributes: rest,
    version,
    created,
    lastModified,
  };
}

function toGroup(row: GroupRow): Resource {
  return toResource(row, { displayName: row.display_name });
}

function refuseDuplicate({ attributes }: Resource): (error: unknown) => never {
  return (error) => {
    if (isPgError(error, UNIQUE_VIOLATION)) throw new Duplicate('displayName', String(attributes['displayName']));
    throw error;
  };
}
