import { type Consequence, risky, routine } from '../meaning/consequence';
import type { Unplaced } from '../meaning/finding';
import type { AttributeChange } from '../plan/change';
import { differing } from '../plan/differing';
import { isObject, type Json, type JsonObject, textOf } from '../plan/terraform-plan';

const SENDS =
  'Entra sees nothing of it. Once the new revision runs, the service tells the receiver what happens from then on.';

/** Consequences of changes to streams: the receivers to which the service sends events about tenants. */
export const STREAM = {
  'stream-of-all-added': risky(
    "Somebody new is told of every tenant's people",
    'Who comes, goes and changes, in all tenants and in those to come, leaves the service for another place.',
    SENDS,
  ),
  'stream-added': risky(
    "Somebody new is told of a tenant's people",
    'Who comes, goes and changes leaves the service for another place.',
    SENDS,
  ),
  'stream-redirected': risky(
    'What happens is told to somebody else',
    'The place, the way, the audience or the reader of a stream is another one.',
    'Entra sees nothing of it. The new receiver goes on where the former one was.',
  ),
  'stream-widened': risky(
    'A receiver is told more',
    'More kinds of events, names and addresses of people, or a receiver in a private network.',
    SENDS,
  ),
  'stream-narrowed': risky(
    'A receiver is told less',
    'A product that is not told that somebody was deactivated leaves them signed in.',
    'Entra sees nothing of it. What is left out cannot be asked for later, except through the feed of events.',
  ),
  'stream-removed': risky(
    'A receiver is told nothing any more',
    'A product that is not told that somebody was deactivated leaves them signed in.',
    'Entra sees nothing of it. Under the same name a stream begins anew, without what happens in between.',
  ),
  'stream-secrets-changed': routine(
    'A stream gets other secrets',
    'At least one secret with which the receiver checks stays, or it checks none.',
    'The service signs with all of them once the new revision runs.',
  ),
  'stream-without-overlap': risky(
    'The secret of a stream changes without overlap',
    'No secret that signed until now signs from now on.',
    'The receiver refuses what it gets until it has the new secret; the service tries again for three days.',
  ),
  'signing-changed': routine(
    'Keys of security event tokens are published or withdrawn',
    'The key that signs was published before, and stays published.',
    'Receivers find the published keys the next time that they fetch them.',
  ),
  'signing-without-overlap': risky(
    'Security event tokens are signed by a key that nobody could fetch before',
    'Receivers keep keys for up to a day, and some of them refuse a token whose key they do not know.',
    'Raise the generation, deploy, and only a day later let it sign.',
  ),
} as const satisfies Record<string, Consequence>;

type Kind = keyof typeof STREAM;

/** A stream as the registry lists it. */
type Stream = JsonObject;

/** The tenant, or all tenants, to which a list of streams belongs. */
export interface StreamOwner {
  /** Slug of the tenant. Undefined for streams of all tenants. */
  readonly tenant: string | undefined;

  /** Slugs of the tenants whose events the streams contain. */
  readonly tells: readonly string[];
}

/** Explains a change to a list of streams, for each stream in the list. */
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
  if (attributes.length === 0 || old.length === 0 || next.length === 0) return []; // the first key comes with the first stream, and the last key goes with the last stream
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
 * Describes a stream in words: `webhook to https://app.example.com/hooks, names and addresses of people,
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
 * count, because a header has only one value at a time, which the receiver has chosen.
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
