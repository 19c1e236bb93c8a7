import fc from 'fast-check';
import { decodeJwt, decodeProtectedHeader } from 'jose';

import type { Event } from '../../../service/events/event';
import { EVENT_TYPES } from '../../../service/events/event-type';
import { setsOfEvent } from '../../../service/security-events/set-of-event';
import { signSet } from '../../../service/security-events/sign-set';
import { SigningKeys } from '../../../service/security-events/signing-keys';

const keys = new SigningKeys(() => Promise.resolve(['a secret of the vault'.repeat(2)]));

const ISSUER = 'https://scim.example.com';
const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Which members the payload of an event must have, besides `version`, a text, which it may have (RFC 9967 §2.3 to §2.4). */
const PAYLOADS: Readonly<Record<string, readonly ('attributes' | 'data')[]>> = {
  'urn:ietf:params:scim:event:feed:add': [],
  'urn:ietf:params:scim:event:feed:remove': [],
  'urn:ietf:params:scim:event:prov:create:full': ['data'],
  'urn:ietf:params:scim:event:prov:create:notice': ['attributes'],
  'urn:ietf:params:scim:event:prov:patch:full': ['data'],
  'urn:ietf:params:scim:event:prov:patch:notice': ['attributes'],
  'urn:ietf:params:scim:event:prov:put:full': ['data'],
  'urn:ietf:params:scim:event:prov:put:notice': ['attributes'],
  'urn:ietf:params:scim:event:prov:delete': [],
  'urn:ietf:params:scim:event:prov:activate': [],
  'urn:ietf:params:scim:event:prov:deactivate': [],
};

/** Rules by which receivers that are public refuse a token, each with its source. */
const RULES: Readonly<Record<string, (claims: any, header: any) => boolean>> = {
  'typ is secevent+jwt (RFC 8417 §2.3)': (_claims, { typ }) => typ === 'secevent+jwt',
  'the key is named (RFC 7515 §4.1.4)': (_claims, { kid }) => isText(kid),
  'iss is the issuer of the stream (SSF 1.0 §4.1.6)': ({ iss }) => iss === ISSUER,
  'aud is there, and none of it is empty (RFC 8417 §2.2)': ({ aud }) => [aud].flat().every(isText),
  'iat and toe are seconds, and iat is not in the future (RFC 8417 §2.2)': ({ iat, toe }) =>
    [iat, toe].every(Number.isSafeInteger) && iat <= Math.ceil(Date.now() / 1e3),
  'jti and txn are texts (RFC 8417 §2.2)': ({ jti, txn }) => isText(jti) && isText(txn),
  'there is no sub (RFC 9967 §2.1)': (claims) => !('sub' in claims),
  'there is no exp (RFC 8417 §2.2)': (claims) => !('exp' in claims),
  'sub_id is simple, has the format scim, and a path (RFC 9967 §2.1)': ({ sub_id }) =>
    sub_id.format === 'scim' && /^\/(Users|Groups)\/[^/]+$/.test(sub_id.uri),
  'externalId is a text if it is there (RFC 9967 §2.1)': ({ sub_id: { externalId = 'none' } }) => isText(externalId),
  'no payload has a subject of its own (RFC 9967 §2.1)': ({ events }) =>
    Object.values<any>(events).every((payload) => !('sub_id' in payload) && !('subject' in payload)),
  'there are events, each registered (RFC 9967 §7.4)': ({ events }) =>
    Object.keys(events).length > 0 && Object.keys(events).every((uri) => uri in PAYLOADS),
  'a deletion and a creation stand alone, and no state is both (RFC 9967 §2.4)': ({ events }) =>
    Object.keys(events).length === 1 ||
    Object.keys(events).every((uri) => /:(patch:\w+|activate|deactivate)$/.test(uri)),
  'each payload has what its event needs, and not both data and attributes (RFC 9967 §2.4)': ({ events }) =>
    Object.entries<any>(events).every(([uri, { version: _version, ...payload }]) =>
      isSame(Object.keys(payload), PAYLOADS[uri] ?? []),
    ),
  'version is a text if it is there (RFC 9967 §2.2)': ({ events }) =>
    Object.values<any>(events).every(({ version = 'none' }) => isText(version)),
  'data is a map (RFC 9967 §2.2)': ({ events }) => Object.values<any>(events).every(({ data = {} }) => isMap(data)),
  'the data of a patch is a PatchOp with operations (RFC 9967 §2.4.2)': ({ events }) => {
    const { data } = events['urn:ietf:params:scim:event:prov:patch:full'] ?? {};
    return data === undefined || (data.schemas[0].endsWith(':PatchOp') && data.Operations.length > 0);
  },
  'attributes names some, each by a text (RFC 9967 §2.2)': ({ events }) =>
    Object.values<any>(events).every(({ attributes = ['none'] }) => attributes.length > 0 && attributes.every(isText)),
};

const isSame = (some: readonly string[], others: readonly string[]) =>
  [...some].sort().join() === [...others].sort().join();

const id = fc.uuid();
const name = fc.string({ minLength: 1, unit: 'grapheme' }).filter(isText);
const resource = fc.record(
  {
    id,
    userName: name,
    displayName: name,
    externalId: name,
    active: fc.boolean(),
    title: name,
    name: fc.record({ givenName: name }),
  },
  { requiredKeys: ['id', 'userName'] },
);
const event: fc.Arbitrary<Event> = fc
  .record({
    id: fc.string({ minLength: 1 }),
    type: fc.constantFrom(...EVENT_TYPES),
    at: fc.date({ min: new Date(0), max: new Date(), noInvalidDate: true }).map((date) => date.toISOString()),
    txn: id,
    version: fc.nat(),
    resource,
    exists: fc.boolean(),
    group: fc.record({ id, displayName: name }),
    attributes: fc.uniqueArray(fc.constantFrom('title', 'name', 'emails'), { minLength: 1 }),
  })
  .map(({ group, attributes, ...facts }) => ({
    ...facts,
    tenant: 'contoso',
    cursor: 'cursor',
    token: 'gen-1',
    ...(facts.type.endsWith('_group') ? { group } : {}),
    ...(facts.type.endsWith('.updated') ? { attributes } : {}),
  }));

test('no token breaks a rule by which public receivers refuse some', async () => {
  const contents = fc.constantFrom('full' as const, 'notice' as const);
  await fc.assert(
    fc.asyncProperty(event, contents, async (told, content) => {
      const parties = { issuer: ISSUER, audience: 'https://idp.example.com', stream: 'idp', content };
      for (const claims of setsOfEvent(told, parties)) {
        const token = await signSet(claims, keys, new Date());
        const [payload, header] = [decodeJwt(token), decodeProtectedHeader(token)];
        const broken = Object.entries(RULES).filter(([, holds]) => !holds(payload, header));
        expect(broken.map(([rule]) => rule)).toEqual([]);
      }
    }),
    { numRuns: 300 },
  );
});

test('a receiver that passes over each jti that it has seen misses no event, whatever is told again', () => {
  const events = fc.uniqueArray(event, { selector: ({ id: eventId }) => eventId, maxLength: 20 });
  const parties = { issuer: ISSUER, audience: 'https://idp.example.com', stream: 'idp', content: 'notice' as const };
  fc.assert(
    fc.property(events, (told) => {
      const sets = told.flatMap((each) => setsOfEvent(each, parties));

      const seen = new Map([...sets, ...sets].map((claims) => [claims.jti, claims]));

      expect([...seen.values()]).toEqual(sets);
    }),
  );
});
