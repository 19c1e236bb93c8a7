import { type RawBuilder, sql, type SqlBool } from 'kysely';

import type { TenantKey } from '../../directory/store';
import { renderPath } from '../../scim/attribute-path';
import type { Filter } from '../../scim/filter';
import { isResourceId } from '../../scim/resource-id';
import { GROUP, type ResourceType, USER } from '../../scim/resource-type';
import { ACCOUNT_USER_SCHEMA } from '../../scim/schemas/account-user';
import { ENTERPRISE_USER_SCHEMA } from '../../scim/schemas/enterprise-user';
import { foldCase } from '../../scim/text';
import type { Column, Condition, FilterTable } from '../search/filter-sql';
import { foldSql } from '../search/fold-sql';

import { MANAGER_NAME, managerOfUser } from './user-statements';

/** Describes where filters find the attributes of users in the `users` table. */
export const userFilterTable = oncePerTenant(({ slug, defaultRole }) => {
  const role = sql`case when active then coalesce(attributes -> 'roles' -> 0 ->> 'value', ${defaultRole ?? null}::text) end`;
  return {
    columns: {
      ...resourceColumns(USER, sql`${sql.lit(ACCOUNT_USER_SCHEMA.id)}`),
      userName: { expression: sql`user_name_key`, kind: 'key' },
      active: { expression: sql`active`, kind: 'boolean' },
      [`${ENTERPRISE_USER_SCHEMA.id}:manager.value`]: { expression: sql`manager_id`, kind: 'exact' },
      [`${ENTERPRISE_USER_SCHEMA.id}:manager.displayName`]: {
        expression: foldSql(sql`(select ${MANAGER_NAME} from ${managerOfUser(sql`${slug}`)})`),
        kind: 'key',
      },
      [`${ACCOUNT_USER_SCHEMA.id}:role`]: { expression: foldSql(role), kind: 'key' },
      [`${ACCOUNT_USER_SCHEMA.id}:lastChangedBy`]: { expression: sql`changed_by`, kind: 'exact' },
    },
    lists: {
      groups: {
        rows: sql`members m join groups g on g.tenant_id = ${slug} and g.id = m.group_id
                   where m.tenant_id = ${slug} and m.user_id = users.id`,
        columns: {
          value: { expression: sql`m.group_id::text`, kind: 'exact' },
          display: { expression: sql`g.display_name_key`, kind: 'key' },
          type: { expression: sql`'direct'::text`, kind: 'key' },
        },
      },
    },
    narrow: (filter) =>
      narrowById(filter) ??
      narrowByElement(
        'emails',
        filter,
        (email) => sql`
        select user_id from user_emails where tenant_id = ${slug} and email_key = ${foldCase(email)}`,
      ) ??
      narrowByElement(
        'groups',
        filter,
        (group) => sql`
        select user_id from members where tenant_id = ${slug} and group_id = ${idOrNone(group)}::uuid`,
      ),
  };
});

/** Describes where filters find the attributes of groups in the `groups` table. */
export const groupFilterTable = oncePerTenant(({ slug }) => ({
  columns: {
    ...resourceColumns(GROUP),
    displayName: { expression: sql`display_name_key`, kind: 'key' },
  },
  lists: {
    members: {
      rows: sql`members m join users u on u.tenant_id = ${slug} and u.id = m.user_id
                 where m.tenant_id = ${slug} and m.group_id = groups.id`,
      columns: {
        value: { expression: sql`m.user_id::text`, kind: 'exact' },
        display: { expression: foldSql(sql`coalesce(u.attributes ->> 'displayName', u.user_name)`), kind: 'key' },
        type: { expression: sql`'user'::text`, kind: 'key' },
      },
    },
  },
  narrow: (filter) =>
    narrowById(filter) ??
    narrowByElement(
      'members',
      filter,
      (member) => sql`
      select group_id from members where tenant_id = ${slug} and user_id = ${idOrNone(member)}::uuid`,
    ),
}));

/** Builds the description of a table once per tenant, because it is the same for all requests. */
function oncePerTenant(build: (tenant: TenantKey) => FilterTable): (tenant: TenantKey) => FilterTable {
  const tables = new WeakMap<TenantKey, FilterTable>();
  return (tenant) => {
    let table = tables.get(tenant);
    if (!table) tables.set(tenant, (table = build(tenant)));
    return table;
  };
}

/**
 * The columns that the tables of users and groups have in common. `always` contains the URNs of the extensions that
 * every resource has.
 */
function resourceColumns(
  { name, schema, extensions }: ResourceType,
  ...always: RawBuilder<unknown>[]
): Record<string, Column> {
  const stored = extensions.map(({ id }) => sql`case when attributes ? ${sql.lit(id)} then ${sql.lit(id)} end`);
  const schemas = sql.join([sql`${sql.lit(schema.id)}`, ...stored, ...always]);
  return {
    id: { expression: sql`id::text`, kind: 'exact' },
    externalId: { expression: sql`external_id`, kind: 'exact' },
    schemas: { expression: sql`array_remove(array[${schemas}]::text[], null)`, kind: 'texts' },
    meta: { expression: sql`version`, kind: 'exact' },
    'meta.resourceType': { expression: sql`${sql.lit(name)}::text`, kind: 'exact' },
    'meta.created': { expression: sql`created`, kind: 'time' },
    'meta.lastModified': { expression: sql`last_modified`, kind: 'time' },
    'meta.version': { expression: sql`('W/"' || version || '"')`, kind: 'exact' },
  };
}

function narrowById(filter: Filter): Condition | undefined {
  const id = valueAskedOf('id', filter);
  return id === undefined ? undefined : sql<SqlBool>`id = ${idOrNone(id)}::uuid`;
}

/**
 * Narrows a search by a condition such as `emails.value eq "…"`, which may stand alone or be one of several conditions
 * on the same element.
 */
function narrowByElement(
  list: string,
  filter: Filter,
  ids: (value: string) => RawBuilder<unknown>,
): Condition | undefined {
  const value =
    filter.kind === 'element' && renderPath(filter.path) === list
      ? conjuncts(filter.filter)
          .map((part) => valueAskedOf('value', part))
          .find((asked) => asked !== undefined)
      : valueAskedOf(`${list}.value`, filter);
  return value === undefined ? undefined : sql<SqlBool>`id in (${ids(value)})`;
}

/** The string that the filter requires `path` to equal. Undefined if the filter is not such a comparison. */
function valueAskedOf(path: string, filter: Filter): string | undefined {
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || typeof filter.value !== 'string') return undefined;
  return renderPath(filter.path) === path ? filter.value : undefined;
}

function conjuncts(filter: Filter): readonly Filter[] {
  return filter.kind === 'and' ? filter.filters : [filter];
}

/** An id to search for. A string that cannot be an id becomes null, which matches nothing. */
function idOrNone(text: string): string | null {
  return isResourceId(text) ? text : null;
}
