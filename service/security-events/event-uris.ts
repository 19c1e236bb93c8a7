import type { EventType } from '../events/event-type';

const PREFIX = 'urn:ietf:params:scim:event:prov:';

/** How much a receiver is told: the data, or which attributes changed so that it reads them over SCIM. */
export type Content = 'full' | 'notice';

/** What happened to a resource, as RFC 9967 §2.4 names it. */
export type Change = 'create' | 'delete' | 'patch';

/** A state that a user takes besides: RFC 9967 §2.4.5 and §2.4.6. Its event goes into the token of the change. */
export type State = 'activate' | 'deactivate';

/** How a type of event is told to receivers of security event tokens. */
interface Telling {
  readonly change: Change;
  readonly state?: State;

  /** Whether the event is about a group and a user, so that each has a token. */
  readonly membership?: true;
}

/**
 * How each type of event is told. `prov:create` says that the resource joins what the receiver is told about, and
 * `prov:delete` that it leaves it (RFC 9967 §2.4.1, §2.4.4), so `feed:add` and `feed:remove` would say it twice.
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

/** The URI of a change that is told with so much content. A deletion has none. */
export function changeUri(change: Change, content: Content): string {
  return change === 'delete' ? `${PREFIX}delete` : `${PREFIX}${change}:${content}`;
}

export function stateUri(state: State): string {
  return `${PREFIX}${state}`;
}

/** All URIs that may be in tokens about events of these types, with so much content, in order. */
export function eventUris(types: Iterable<EventType>, content: Content): readonly string[] {
  const uris = [...types].flatMap((type) => {
    const { change, state } = TELLING[type];
    // There is a notice in place of data that nobody has any more, and of a user's groups, which no PATCH sets.
    const changes = [changeUri(change, content), changeUri(change, 'notice')];
    return state ? [...changes, stateUri(state)] : changes;
  });
  return [...new Set(uris)].sort();
}
