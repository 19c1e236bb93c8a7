import type { EventType } from '../events/event-type';

const PREFIX = 'urn:ietf:params:scim:event:prov:';

/**
 * The content of tokens: `full` includes the changed data, `notice` only the names of the changed attributes. After a
 * notice, the receiver reads the data over SCIM.
 */
export type Content = 'full' | 'notice';

/** The kind of change, as RFC 9967 §2.4 names it. */
export type Change = 'create' | 'delete' | 'patch';

/**
 * The new state of a user who was activated or deactivated. The token of such a change contains an additional event for
 * the state (RFC 9967 §2.4.5 and §2.4.6).
 */
export type State = 'activate' | 'deactivate';

/** How security event tokens report one type of event. */
interface Telling {
  readonly change: Change;
  readonly state?: State;

  /** Whether the event changes a group and a user, each of which is reported in a token of its own. */
  readonly membership?: true;
}

/**
 * How tokens report each type of event. `prov:create` means that the receiver will get events about a resource from now
 * on, and `prov:delete` means that these events end (RFC 9967 §2.4.1, §2.4.4). `feed:add` and `feed:remove` are not
 * used, because they would only repeat this information.
 */
export const TELLING: Readonly<Record<EventType, Telling>> = {
  'user.created': { change: 'create' },
  'user.updated': { change: 'patch' },
  'user.role_changed': { change: 'patch' },
  'user.deactivated': { change: 'patch', state: 'deactivate' },
  'user.restored': { change: 'patch', state: 'activate' },
  'user.renamed': { change: 'patch' },
  'user.deleted': { change: 'delete' },
  'user.joined_group': { change: 'patch', membership: true },
  'user.left_group': { change: 'patch', membership: true },
  'group.created': { change: 'create' },
  'group.updated': { change: 'patch' },
  'group.renamed': { change: 'patch' },
  'group.deleted': { change: 'delete' },
};

/** The URI of the event that reports a change with this content. For a deletion, the content makes no difference. */
export function changeUri(change: Change, content: Content): string {
  return change === 'delete' ? `${PREFIX}delete` : `${PREFIX}${change}:${content}`;
}

export function stateUri(state: State): string {
  return `${PREFIX}${state}`;
}

/** The sorted URIs of all events that tokens for these event types may contain. */
export function eventUris(types: Iterable<EventType>, content: Content): readonly string[] {
  const uris = [...types].flatMap((type) => {
    const { change, state } = TELLING[type];
    // Even a stream with full content sends a notice in two cases: when the data no longer exists, and when a user's
    // groups change, because no PATCH can set them.
    const changes = [changeUri(change, content), changeUri(change, 'notice')];
    return state ? [...changes, stateUri(state)] : changes;
  });
  return [...new Set(uris)].sort();
}
