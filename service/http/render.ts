import { hash } from 'node:crypto';

import type { Group, Related, User } from '../directory/store';
import type { Tenant } from '../directory/tenant';
import { entityTag } from '../scim/entity-tag';
import type { JsonObject } from '../scim/json';
import { MadeList } from '../scim/made-list';
import { type Attributes, locationOf, renderResource } from '../scim/resource';
import { GROUP, type ResourceType, USER } from '../scim/resource-type';
import { ACCOUNT_USER_SCHEMA } from '../scim/schemas/account-user';
import { ENTERPRISE_USER_SCHEMA } from '../scim/schemas/enterprise-user';

/** Number of members to render in one batch. A batch takes a millisecond. */
const MADE_AT_ONCE = 1_000;

/** Renders a user for clients, including the attributes that the service derives for the account. */
export function renderUser(user: User, tenant: Tenant, baseUrl: string): JsonObject {
  const { groups = [], manager, changedBy } = user;
  const role = tenant.roles.effective(user.attributes);
  const account = { role, lastChangedBy: changedBy };
  // Uses Object.assign, because object spread would give each object its own hidden class in V8, which is slower.
  const attributes = Object.assign({}, user.attributes, { [ACCOUNT_USER_SCHEMA.id]: account });
  if (manager) Object.assign(attributes, withManager(user.attributes, manager, baseUrl));
  const rendered = renderResource(USER, Object.assign({}, user, { attributes }), baseUrl, userTag(user));
  return withRelated(rendered, 'groups', groups, GROUP, baseUrl);
}

/** The enterprise extension of a user, with the name and URL of the manager. */
function withManager(attributes: Attributes, { id, display }: Related, baseUrl: string): JsonObject {
  const extension = attributes[ENTERPRISE_USER_SCHEMA.id] as JsonObject;
  const manager = {
    ...(extension['manager'] as JsonObject),
    $ref: locationOf(USER, id, baseUrl),
    displayName: display,
  };
  return { [ENTERPRISE_USER_SCHEMA.id]: { ...extension, manager } };
}

/**
 * The entity tag of a user. It also depends on the groups and the manager, because these can change while the version
 * of the user stays the same.
 */
export function userTag({ version, groups = [], manager }: User): string {
  if (groups.length === 0 && !manager) return entityTag(version);
  return entityTag(version, digest(JSON.stringify([groups, manager])));
}

/** Renders a group for clients. */
export function renderGroup(group: Group, _tenant: Tenant, baseUrl: string): JsonObject {
  const { members = [], ...resource } = group;
  return withRelated(renderResource(GROUP, resource, baseUrl), 'members', members, USER, baseUrl);
}

/**
 * Adds a list of other resources, such as members, to a resource. An empty list is left out, because it means the same
 * as no list.
 */
function withRelated(
  resource: JsonObject,
  name: string,
  related: readonly Related[],
  type: ResourceType,
  baseUrl: string,
): JsonObject {
  if (related.length === 0) return resource;
  const kind = type === USER ? 'User' : 'direct';
  const make = ({ id, display }: Related) => ({ value: id, $ref: locationOf(type, id, baseUrl), display, type: kind });
  const list = MadeList.of(related, make, MADE_AT_ONCE);
  return { ...resource, [name]: list };
}

/** A digest that is long enough to differ between any two states of a user, and short enough for a header. */
function digest(text: string): string {
  return hash('sha256', text).slice(0, 16);
}
