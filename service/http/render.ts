import type { Group, Related, User } from '../directory/store';
import type { Tenant } from '../directory/tenant';
import type { JsonObject } from '../scim/json';
import { locationOf, renderResource } from '../scim/resource';
import { GROUP, type ResourceType, USER } from '../scim/resource-type';
import { ACCOUNT_USER_SCHEMA } from '../scim/schemas/account-user';

/** A user as a client sees it, with what the account makes of the user. */
export function renderUser(user: User, tenant: Tenant, baseUrl: string): JsonObject {
  const { groups = [], changedBy, ...resource } = user;
  const role = tenant.roles.effective(resource.attributes);
  const account = { ...(role === undefined ? {} : { role }), lastChangedBy: changedBy };
  const attributes = { ...resource.attributes, [ACCOUNT_USER_SCHEMA.id]: account };
  return withRelated(renderResource(USER, { ...resource, attributes }, baseUrl), 'groups', groups, GROUP, baseUrl);
}

/** A group as a client sees it. */
export function renderGroup(group: Group, _tenant: Tenant, baseUrl: string): JsonObject {
  const { members = [], ...resource } = group;
  return withRelated(renderResource(GROUP, resource, baseUrl), 'members', members, USER, baseUrl);
}

/** A resource with a list of others. An empty list is left out: it is the same as none. */
function withRelated(
  resource: JsonObject,
  name: string,
  related: readonly Related[],
  type: ResourceType,
  baseUrl: string,
): JsonObject {
  if (related.length === 0) return resource;
  const kind = type === USER ? 'User' : 'direct';
  const list = related.map(({ id, display }) => ({
    value: id,
    $ref: locationOf(type, id, baseUrl),
    display,
    type: kind,
  }));
  return { ...resource, [name]: list };
}
