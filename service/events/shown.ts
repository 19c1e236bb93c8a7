import type { Group, User } from '../directory/store';
import type { Tenant } from '../directory/tenant';
import type { JsonObject } from '../scim/json';

import type { EventLog } from './event-log';
import type { Subject } from './happening';

/** Functions that render resources as the JSON that a tenant's receivers get. */
export interface Show {
  readonly user: (user: User, tenant: Tenant) => JsonObject;
  readonly group: (group: Group, tenant: Tenant) => JsonObject;
}

/** A resource, rendered for events. */
export interface Shown {
  readonly json: JsonObject;
  readonly bytes: number;
}

/** The resources for several events, by id. */
export interface ShownResources {
  readonly resources: ReadonlyMap<string, Shown>;

  /** Ids of existing resources that are missing from `resources`, because they would have exceeded the byte limit. */
  readonly leftOut: ReadonlySet<string>;
}

/** Reads the resources for several events together: each resource only once, and only as many as fit into `bytes`. */
export async function readShown(
  tenant: Tenant,
  log: EventLog,
  show: Show,
  subjects: readonly Subject[],
  bytes: number,
): Promise<ShownResources> {
  const idsOf = (kind: Subject['type']) => [
    ...new Set(subjects.flatMap(({ type, id }) => (type === kind ? [id] : []))),
  ];
  const [userIds, groupIds] = [idsOf('User'), idsOf('Group')];
  const [users, groups] = await Promise.all([
    userIds.length > 0 ? log.users(userIds, bytes) : NOTHING,
    groupIds.length > 0 ? log.groups(groupIds, bytes) : NOTHING,
  ]);
  const resources = new Map<string, Shown>([
    ...users.items.map((user) => [user.id, weighed(show.user(user, tenant))] as const),
    ...groups.items.map((group) => [group.id, weighed(show.group(group, tenant))] as const),
  ]);
  return { resources, leftOut: new Set([...users.leftOut, ...groups.leftOut]) };
}

const NOTHING = { items: [], leftOut: [] };

function weighed(json: JsonObject): Shown {
  return { json, bytes: Buffer.byteLength(JSON.stringify(json)) };
}
