import { sql, type SqlBool } from 'kysely';

import { isResourceId } from '../directory/resource-id';
import { renderPath } from '../scim/attribute-path';
import { ScimError } from '../scim/error';
import type { Filter } from '../scim/filter';
import { foldCase } from '../scim/match-filter';

import type { Column, Condition, FilterTable } from './filter-sql';

/** Columns that every table of resources has. */
const RESOURCE_COLUMNS: Readonly<Record<string, Column>> = {
  id: { expression: sql`id::text`, kind: 'exact' },
  externalId: { expression: sql`external_id`, kind: 'exact' },
  'meta.created': { expression: sql`created`, kind: 'time' },
  'meta.lastModified': { expression: sql`last_modified`, kind: 'time' },
};

/** What a filter finds in the table of users. */
export function userFilterTable(tenant: string): FilterTable {
  return {
    columns: {
      ...RESOURCE_COLUMNS,
      'meta.resourceType': { expression: sql.lit('User'), kind: 'exact' },
      userName: { expression: sql`user_name_key`, kind: 'key' },
      active: { expression: sql`active`, kind: 'boolean' },
    },
    elsewhere: refuseUnstored('groups', 'schemas'),
    narrow: (filter) => narrowById(filter) ?? narrowByEmail(filter, tenant),
  };
}

/** What a filter finds in the table of groups. */
export function groupFilterTable(tenant: string): FilterTable {
  const refuse = refuseUnstored('members', 'schemas');
  return {
    columns: {
      ...RESOURCE_COLUMNS,
      'meta.resourceType': { expression: sql.lit('Group'), kind: 'exact' },
      displayName: { expression: sql`display_name_key`, kind: 'key' },
    },
    elsewhere: (filter) => hasMember(filter, tenant) ?? refuse(filter),
    narrow: narrowById,
  };
}

function narrowById(filter: Filter): Condition | undefined {
  const id = valueAskedOf('id', filter);
  return id !== undefined && isResourceId(id) ? sql<SqlBool>`id = ${id}` : undefined;
}

/** `emails.value eq "…"`, by itself or as one of the things that an element has to meet. */
function narrowByEmail(filter: Filter, tenant: string): Condition | undefined {
  const email =
    filter.kind === 'element' && filter.path.attribute?.name === 'emails'
      ? conjuncts(filter.filter)
          .map((part) => valueAskedOf('value', part))
          .find((value) => value !== undefined)
      : valueAskedOf('emails.value', filter);
  if (email === undefined) return undefined;
  return sql<SqlBool>`id in (
    select user_id from user_emails where tenant_id = ${tenant} and email_key = ${foldCase(email)})`;
}

/** `members eq "…"`: members are rows of their own. */
function hasMember(filter: Filter, tenant: string): Condition | undefined {
  const member = valueAskedOf('members.value', filter);
  if (member === undefined) return undefined;
  if (!isResourceId(member)) return sql<SqlBool>`false`;
  return sql<SqlBool>`exists (
    select from members where members.tenant_id = ${tenant} and group_id = groups.id and user_id = ${member})`;
}

/** The text that a filter asks to equal a path, if that is all it asks. */
function valueAskedOf(path: string, filter: Filter): string | undefined {
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || typeof filter.value !== 'string') return undefined;
  return renderPath(filter.path) === path ? filter.value : undefined;
}

function conjuncts(filter: Filter): readonly Filter[] {
  return filter.kind === 'and' ? filter.filters : [filter];
}

/** Attributes that are made when a resource is read cannot be searched by, except where a table says how. */
function refuseUnstored(...names: readonly string[]): (filter: Filter) => Condition | undefined {
  return (filter) => {
    if (!('path' in filter)) return undefined;
    const path = renderPath(filter.path);
    if (names.includes(filter.path.attribute?.name ?? '') || ['meta', 'meta.location', 'meta.version'].includes(path)) {
      throw ScimError.badRequest('invalidFilter', `'${path}' cannot be filtered by in this way`);
    }
    return undefined;
  };
}
