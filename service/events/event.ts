import type { JsonObject } from '../scim/json';

import type { EventType } from './event-type';
import type { NamedGroup } from './happening';

/** What the feed tells of a change. Each event is told at least once, and those of a tenant in order. */
export interface Event {
  /** The same whenever the event is told again. */
  readonly id: string;

  readonly type: EventType;

  /** Slug of the tenant. */
  readonly tenant: string;

  /** Where to go on after this event. */
  readonly cursor: string;

  /** When the change was made: ISO 8601, UTC. */
  readonly at: string;

  /** Id of the request that made the change. Events of one request have the same. */
  readonly txn: string;

  /** Id of the token with which the change was made, so that a product can pass over its own changes. */
  readonly token: string;

  /** Version of the changed resource after the change; of the group, where a user joined or left one. */
  readonly version: number;

  /**
   * The user or group as it is when the event is told, which may be newer than the event: a user with groups, a group
   * without members. Once it has been deleted, only what named it: `id`, `userName` or `displayName`, `externalId`.
   */
  readonly resource: JsonObject;

  /** Whether the resource is there when the event is told. */
  readonly exists: boolean;

  /** What changed, as it was before: `active`, `role`, `userName` or `displayName`. Null for no value. */
  readonly previous?: JsonObject;

  /** Names of the attributes that changed, in `user.updated` and `group.updated`. */
  readonly attributes?: readonly string[];

  /** The group that a user joined or left. */
  readonly group?: NamedGroup;
}
