import type { JsonObject } from '../scim/json';

import type { EventType } from './event-type';
import type { NamedGroup } from './happening';

/**
 * A change, in the form in which the feed reports it. Each event is delivered at least once, and a tenant's events are
 * delivered in order.
 */
export interface Event {
  /** Id of the event. It stays the same when the event is delivered again. */
  readonly id: string;

  readonly type: EventType;

  /** Slug of the tenant. */
  readonly tenant: string;

  /** The cursor to continue with after this event. */
  readonly cursor: string;

  /** When the change was made: ISO 8601, UTC. */
  readonly at: string;

  /** Id of the request that made the change. All events of one request have the same value. */
  readonly txn: string;

  /** Id of the token with which the change was made, so that a product can skip its own changes. */
  readonly token: string;

  /**
   * Version of the changed resource after the change. When a user joins or leaves a group, this is the version of the
   * group.
   */
  readonly version: number;

  /**
   * The state of the user or group when the event is delivered, which may be newer than the event. It contains the
   * groups of a user, but not the members of a group. After a deletion, only the id and names remain: `id`, `userName`
   * or `displayName`, and `externalId`.
   */
  readonly resource: JsonObject;

  /** Whether the resource exists when the event is delivered. */
  readonly exists: boolean;

  /**
   * The previous values of `active`, `role`, `userName` and `displayName`, if they changed. Null means that there was
   * no value.
   */
  readonly previous?: JsonObject;

  /** Names of the changed attributes, in `user.updated` and `group.updated`. */
  readonly attributes?: readonly string[];

  /** The group that a user joined or left. */
  readonly group?: NamedGroup;
}
