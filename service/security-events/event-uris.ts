import type { EventType } from '../events/event-type';

const PREFIX = 'urn:ietf:params:scim:event:prov:';

/**
 * What tokens contain: `full` for the data, `notice` for only the names of the changed attributes. After a notice, the
 * receiver reads the data over SCIM.
 */
export type Content = 'full' | 'notice';

/** The kind of a change, as RFC 9967 §2.4 names it. */
export type Change = 'create' | 'delete' | 'patch';

/**
 * The new state of a user who was activated or deactivated (RFC 9967 §2.4.5 and §2.4.6). The token of the change
 * contains an additional event for it.
 */
export type State = 'activate' | 'deactivate';

/** How security event tokens report a type of event. */
interface Telling {
  readonly change: Change;
  readonly state?: State;

  /** Whether the event concerns a group and a user. Each of them then has its own token. */
  readonly membership?: true;
}

/**
 * How tokens report each type of event. `prov:create` says that the receiver will get events about a resource from now
 * on, and `prov:delete` that these events end (RFC 9967 §2.4.1, §2.4.4). `feed:add` and `feed:remove` would only repeat
 * this.
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

/** The URI of a change that is reported with this content. The URI of a deletion is the same for any content. */
export function changeUri(change: Change, content: Content): string {
  return change === 'delete' ? `${PREFIX}delete` : `${PREFIX}${change}:${content}`;
}

export function stateUri(state: State): string {
  return `${PREFIX}${state}`;
}

/** All URIs that tokens about these types of events may contain, sorted. */
export function eventUris(types: Iterable<EventType>, content: Content): readonly string[] {
  const uris = [...types].flatMap((type) => {
    const { change, state } = TELLING[type];
    // Even with full content, a token may contain a notice: when the data no longer exists, and for the groups of a
    // user, which no PATCH can set.
    const changes = [changeUri(change, content), changeUri(change, 'notice')];
    return state ? [...changes, stateUri(state)] : changes;
  });
  return [...new Set(uris)].sort();
}
