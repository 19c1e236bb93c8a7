import { type Consequence, risky, routine } from '../meaning/consequence';
import type { Unplaced } from '../meaning/finding';
import type { AttributeChange } from '../plan/change';
import { differing } from '../plan/differing';
import { isObject, type Json, type JsonObject, textOf } from '../plan/terraform-plan';

const SENDS =
  'Entra is not affected. The service sends events from the moment the new revision runs; earlier events are not sent.';

/** Consequences of changes to streams: the receivers to which the service sends events about tenants. */
export const STREAM = {
  'stream-of-all-added': risky(
    "Data about every tenant's people goes to a new receiver",
    'The receiver gets an event for each change to a user or group, in all present and future tenants.',
    SENDS,
  ),
  'stream-added': risky(
    "Data about a tenant's people goes to a new receiver",
    'The receiver gets an event for each change to a user or group of the tenant.',
    SENDS,
  ),
  'stream-redirected': risky(
    'A stream goes to a different receiver',
    'The URL, the kind of delivery, the audience or the reader of the stream changes.',
    'Entra is not affected. The new receiver gets the events that the old one has not received yet.',
  ),
  'stream-widened': risky(
    'A receiver gets more data',
    'It gets more types of events, or also names and addresses, or it may be in a private network.',
    SENDS,
  ),
  'stream-narrowed': risky(
    'A receiver gets less data',
    'A product that gets no event when a user is deactivated leaves that user signed in.',
    'Entra is not affected. Events that the stream leaves out can be read only from the event feed.',
  ),
  'stream-removed': risky(
    'A receiver gets no more events',
    'A product that gets no event when a user is deactivated leaves that user signed in.',
    'Entra is not affected. If you add a stream of the same name later, it does not send the events in between.',
  ),
  'stream-secrets-changed': routine(
    "A stream's secrets change",
    'The receiver can still verify events, because at least one secret that it knows still signs.',
    'The service signs with all of the new secrets once the new revision runs.',
  ),
  'stream-without-overlap': risky(
    "A stream's secrets change without overlap",
    'None of the secrets that sign now will sign after the change.',
    'The receiver rejects events until it has a new secret. The service retries each event for three days.',
  ),
  'signing-changed': routine(
    'Signing keys of security event tokens are published or withdrawn',
    'The key that signs was published before this change, and stays published.',
    'Receivers see the change the next time that they fetch the keys.',
  ),
  'signing-without-overlap': risky(
    'Security event tokens are signed with a key that has not been published yet',
    'Receivers cache the published keys for up to a day. Some reject a token signed with a key that they do not know.',
    'To avoid this, raise the generation and deploy. Set `signs` to the new generation a day later.',
  ),
} as const satisfies Record<string, Consequence>;

type Kind = keyof typeof STREAM;

/** A stream as the registry lists it. */
type Stream = JsonObject;

/** The owner of a list of streams: one tenant, or all tenants together. */
export interface StreamOwner {
  /** Slug of the tenant. Undefined if the streams belong to all tenants. */
  readonly tenant: string | undefined;

  /** Slugs of the tenants whose events the streams contain. */
  readonly tells: readonly string[];
}

/** Explains a change to a list of streams, with separate findings for each stream. */
export function streamChanges(owner: StreamOwner, before: Json | undefined, after: Json | undefined): Unplaced<Kind>[] {
  const [old, next] = [byName(before), byName(after)];
  return [...new Set([...old.keys(), ...next.keys()])].flatMap((name) =>
    streamChange(owner, name, old.get(name), next.get(name)),
  );
}

/** Explains a change to the keys that sign security event tokens. The first key in the list is the one that signs. */
export function signingChange(before: Json | undefined, after: Json | undefined): Unplaced<Kind>[] {
  const [old, next] = [listOf(before), listOf(after)];
  const attributes = differing([['signing', before ?? null, after ?? null]]);
  // The first key is created with the first stream, and the last key is deleted with the last stream.
  if (attributes.length === 0 || old.length === 0 || next.length === 0) return [];
  const kind = old.includes(textOf(next[0])) ? 'signing-changed' : 'signing-without-overlap';
  return [{ kind, what: `${textOf(next[0])} signs`, subject: textOf(next[0]), attributes }];
}

function streamChange(
  owner: StreamOwner,
  name: string,
  old: Stream | undefined,
  next: Stream | undefined,
): Unplaced<Kind>[] {
  const whose = `${name} of ${owner.tenant ?? 'all tenants'}`;
  const about = (kind: Kind, stream: Stream, attributes: readonly AttributeChange[]): Unplaced<Kind> => ({
    kind,
    what: `${whose}: ${inWords(stream)}`,
    subject: whose,
    attributes,
  });
  if (!next) return old ? [about('stream-removed', old, [])] : [];
  if (!old) {
    const tenants = { name: 'tenants', before: null, after: owner.tells };
    return [
      owner.tenant === undefined ? about('stream-of-all-added', next, [tenants]) : about('stream-added', next, []),
    ];
  }
  const compared = (names: readonly string[]) =>
    differing(names.map((key) => [key, old[key] ?? null, next[key] ?? null]));
  const findings: [kind: Kind, attributes: AttributeChange[]][] = [
    ['stream-redirected', compared(['delivery', 'url', 'audience', 'reader'])],
    [isWider(old, next) ? 'stream-widened' : 'stream-narrowed', compared(['types', 'content', 'privateAddresses'])],
    [overlap(old, next) ? 'stream-secrets-changed' : 'stream-without-overlap', compared(['secrets', 'authorization'])],
  ];
  return findings.flatMap(([kind, attributes]) => (attributes.length === 0 ? [] : about(kind, next, attributes)));
}

/**
 * Describes a stream, for example `webhook to https://app.example.com/hooks, names and addresses of people,
 * user.deactivated`.
 */
function inWords({ delivery, url, reader, content, types }: Stream): string {
  const way =
    delivery === 'poll'
      ? `tokens that reader ${textOf(reader)} fetches`
      : `${delivery === 'push' ? 'tokens' : 'webhook'} to ${textOf(url)}`;
  const holds = content === 'notice' ? 'ids without names' : 'names and addresses of people';
  return [way, holds, Array.isArray(types) ? types.join(', ') : 'all events'].join(', ');
}

/** Whether the receiver gets any information that it did not get before. */
function isWider(old: Stream, next: Stream): boolean {
  const gained = Array.isArray(old['types'])
    ? !Array.isArray(next['types']) || next['types'].some((type) => !listOf(old['types']).includes(textOf(type)))
    : false;
  return (
    gained ||
    (old['content'] === 'notice' && next['content'] !== 'notice') ||
    (old['privateAddresses'] !== true && next['privateAddresses'] === true)
  );
}

/**
 * Whether a secret that signed before the change still signs after it. The secret for an Authorization header does not
 * count, because the header has only one value at a time, and the receiver has chosen that value.
 */
function overlap(old: Stream, next: Stream): boolean {
  const [before, after] = [listOf(old['secrets']), listOf(next['secrets'])];
  return before.length === 0 || after.some((secret) => before.includes(secret));
}

function byName(list: Json | undefined): ReadonlyMap<string, Stream> {
  const streams = Array.isArray(list) ? (list as readonly Json[]).filter(isObject) : [];
  return new Map(streams.map((stream) => [textOf(stream['name']), stream]));
}

function listOf(list: Json | undefined): string[] {
  return Array.isArray(list) ? (list as readonly Json[]).map(textOf) : [];
}
