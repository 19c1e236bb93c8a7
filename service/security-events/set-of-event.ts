import { hash } from 'node:crypto';

import type { Event } from '../events/event';
import type { EventType } from '../events/event-type';
import { entityTag } from '../scim/entity-tag';
import type { JsonObject } from '../scim/json';
import { GROUP, type ResourceType, USER } from '../scim/resource-type';

import { type Change, changeUri, type Content, stateUri, TELLING } from './event-uris';
import { patchOfAttributes, patchOfJoining, patchOfLeaving } from './patch-of-change';

/** The issuer and the receiver of security event tokens, and the stream between them. */
export interface Parties {
  /** URL of this service, at which receivers find its configuration and its keys. */
  readonly issuer: string;

  /** The name that the receiver has chosen for itself. */
  readonly audience: string;

  /** Name of the stream. */
  readonly stream: string;

  readonly content: Content;
}

/** The claims of a security event token (RFC 8417 §2.2, RFC 9967 §2), except `iat`, the time of signing. */
export interface Claims {
  readonly iss: string;
  readonly aud: string;

  /** Id of the token. It stays the same when the event is delivered again. */
  readonly jti: string;

  /** Id of the request that made the change. */
  readonly txn: string;

  /** When the change was made, in seconds since 1970. */
  readonly toe: number;

  /**
   * Slug of the tenant. The URL of the resource begins with `{iss}/tenants/{tenant}/scim/v2`. No standard defines this
   * claim.
   */
  readonly tenant: string;

  readonly sub_id: { readonly format: 'scim'; readonly uri: string; readonly externalId?: string };

  /**
   * The payload of each event, keyed by the event's URI. If there are several events, all describe the same change to
   * the same resource.
   */
  readonly events: Readonly<Record<string, JsonObject>>;
}

/**
 * The tokens for an event. If a user joins or leaves a group, there are two tokens, because both the group and the user
 * change. Any other event has one token.
 *
 * Even with `full` content, some tokens contain only a notice. There is no data for a resource that was deleted after
 * the event (a later token reports the deletion), and no PATCH can set the groups of a user.
 */
export function setsOfEvent(event: Event, parties: Parties): readonly Claims[] {
  const { change, state, membership } = TELLING[event.type];
  if (membership) return [setAbout(event, groupOf(event), parties), setAbout(event, groupsOf(event), parties)];
  const events = state ? { [stateUri(state)]: {} } : {};
  return [setAbout(event, { ...resourceOf(event, change), events }, parties)];
}

/** The resource that a token is about, and how it changed. */
interface Subject {
  readonly type: ResourceType;
  readonly id: string;
  readonly externalId?: unknown;
  readonly change: Change;

  /** Version of the resource after the change. Undefined when the event does not contain it. */
  readonly version?: number;

  readonly attributes: readonly string[];

  /** The data for `full` content. Undefined when there is no data. */
  readonly data?: JsonObject | undefined;

  /** Further events in the same token. */
  readonly events?: Readonly<Record<string, JsonObject>>;
}

function setAbout(event: Event, subject: Subject, { issuer, audience, stream, content }: Parties): Claims {
  const { type, id, externalId, events } = subject;
  const uri = `${type.endpoint}/${id}`;
  return {
    iss: issuer,
    aud: audience,
    jti: hash('sha256', JSON.stringify([event.id, stream, audience, uri]), 'base64url').slice(0, 22),
    txn: event.txn,
    toe: Math.floor(Date.parse(event.at) / 1e3),
    tenant: event.tenant,
    sub_id: { format: 'scim', uri, ...(typeof externalId === 'string' ? { externalId } : {}) },
    events: { ...changeOf(subject, content), ...events },
  };
}

function changeOf({ change, version, attributes, data }: Subject, content: Content): Record<string, JsonObject> {
  if (change === 'delete') return { [changeUri('delete', content)]: {} };
  const told = content === 'full' && data ? { data } : { attributes };
  return {
    [changeUri(change, 'data' in told ? 'full' : 'notice')]: {
      ...(version === undefined ? {} : { version: entityTag(version) }),
      ...told,
    },
  };
}

/** The user or group that was created, changed or deleted. */
function resourceOf(event: Event, change: Change): Subject {
  const { resource, exists, version } = event;
  const type = event.type.startsWith('user.') ? USER : GROUP;
  const attributes = change === 'create' ? namesIn(resource) : namesOfChanged(event);
  const data = change === 'create' ? resource : patchOfAttributes(type, attributes, resource);
  return { ...named(resource), type, change, version, attributes, data: exists ? data : undefined };
}

/** The group that somebody joined or left. */
function groupOf({ type, resource, group, version }: Event): Subject {
  const data = type === 'user.joined_group' ? patchOfJoining(resource) : patchOfLeaving(resource);
  return { type: GROUP, id: group?.id ?? '', change: 'patch', version, attributes: ['members'], data };
}

/** The user who joined or left a group. The changed attribute is `groups`. */
function groupsOf({ resource }: Event): Subject {
  return { ...named(resource), type: USER, change: 'patch', attributes: ['groups'] };
}

function named({ id, externalId }: JsonObject): Pick<Subject, 'externalId' | 'id'> {
  return { id: String(id), externalId };
}

/**
 * The attribute that changed, by event type. Events of any type not listed here contain the names of the changed
 * attributes.
 */
const CHANGED: Partial<Record<EventType, string>> = {
  'user.renamed': 'userName',
  'user.role_changed': 'roles',
  'user.deactivated': 'active',
  'user.restored': 'active',
  'group.renamed': 'displayName',
};

function namesOfChanged({ type, attributes = [] }: Event): readonly string[] {
  const name = CHANGED[type];
  return name === undefined ? attributes : [name];
}

/** Names of a resource's attributes, without `schemas` and `meta`. */
function namesIn(resource: JsonObject): readonly string[] {
  return Object.keys(resource).filter((name) => name !== 'schemas' && name !== 'meta');
}
