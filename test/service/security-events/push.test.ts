import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';

import type { Event } from '../../../service/events/event';
import { PushDelivery } from '../../../service/security-events/push';
import { SigningKeys } from '../../../service/security-events/signing-keys';
import { KEY_BYTES_MIN, SecretError } from '../../../service/streams/secrets';
import type { PushStream } from '../../../service/streams/stream';
import { type Received, startReceiver } from '../../support/receiver';

const ISSUER = 'https://scim.example.com';
const AUDIENCE = 'https://siem.example.com';
const keys = new SigningKeys(() => Promise.resolve(['a secret of the vault'.repeat(2)]));

const event: Event = {
  id: 'request-1_812_0',
  type: 'user.deactivated',
  tenant: 'contoso',
  cursor: 'c1',
  at: '2026-11-30T14:00:00.000Z',
  txn: 'request-1',
  token: 'gen-3',
  version: 7,
  resource: { id: 'u1', userName: 'ann@contoso.example', active: false },
  exists: true,
  previous: { active: true },
};
const joined: Event = { ...event, type: 'user.joined_group', group: { id: 'g1', displayName: 'Admins' } };

/** What a receiver answers to the first token, to the second, and so on; 202 to those after the last. */
type Answers = readonly (readonly [status: number, body?: object | string, headers?: Record<string, string>])[];

const receiver = (answers: Answers = []) =>
  startReceiver((res, count) => {
    const [status, body = '', headers = {}] = answers[count - 1] ?? [202];
    res.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  });

const SECRETS: Readonly<Record<string, string>> = { 'siem-authorization': 'Bearer 7', 'two-lines': 'Bearer 7\nX: y' };
const secrets = {
  read: (name: string, bytesMin = KEY_BYTES_MIN) => {
    const value = SECRETS[name];
    if (value === undefined) return Promise.reject(new SecretError(`secret '${name}' cannot be read`));
    if (value.length < bytesMin) return Promise.reject(new SecretError(`secret '${name}' is too short`));
    return Promise.resolve(value);
  },
};

function deliver(url: string, told = event, overrides: Partial<PushStream> = {}) {
  const stream: PushStream = {
    name: 'siem',
    delivery: 'push',
    url,
    types: undefined,
    audience: AUDIENCE,
    content: 'notice',
    privateAddresses: true,
    ...overrides,
  };
  const delivery = new PushDelivery(stream, { publicUrl: ISSUER, keys, secrets, now: () => new Date() });
  return delivery.deliver(told, new AbortController().signal);
}

describe('PushDelivery', () => {
  test('posts a token that the receiver verifies, and takes 202 for taken', async () => {
    await using siem = await receiver();

    await expect(deliver(siem.url)).resolves.toEqual({ taken: true, status: 202 });

    const [{ headers, body: token }] = siem.received as [Received];
    expect(headers).toMatchObject({ 'content-type': 'application/secevent+jwt', accept: 'application/json' });
    expect(headers).not.toHaveProperty('authorization');
    const keySet = createLocalJWKSet({ keys: [...(await keys.keySet()).keys] });
    const { payload } = await jwtVerify(token, keySet, { issuer: ISSUER, audience: AUDIENCE, typ: 'secevent+jwt' });
    expect(payload).toMatchObject({ txn: 'request-1', sub_id: { format: 'scim', uri: '/Users/u1' } });
  });

  test('sends an event again as a token with the same jti, signed again', async () => {
    await using siem = await receiver([[503]]);

    await deliver(siem.url);
    await deliver(siem.url);

    const [first, again] = siem.received.map(({ body }) => decodeJwt(body).jti);
    expect(again).toBe(first);
    expect(siem.received[0]?.body).not.toBe(siem.received[1]?.body);
  });

  test('tells a membership by two tokens, the second one when the first was taken', async () => {
    await using siem = await receiver();
    await using full = await receiver([[503]]);

    const [answer, refused] = [await deliver(siem.url, joined), await deliver(full.url, joined)];

    expect(answer).toEqual({ taken: true, status: 202 });
    expect(siem.received.map(({ body }) => decodeJwt<any>(body).sub_id.uri)).toEqual(['/Groups/g1', '/Users/u1']);
    expect(refused).toMatchObject({ taken: false, status: 503 });
    expect(full.received).toHaveLength(1);
  });

  test('is refused when the second of two tokens is', async () => {
    await using siem = await receiver([[202], [500]]);

    await expect(deliver(siem.url, joined)).resolves.toMatchObject({ taken: false, status: 500 });
  });

  test('presents the authorization of the secret as it is', async () => {
    await using siem = await receiver();

    await deliver(siem.url, event, { authorization: 'siem-authorization' });

    expect(siem.received[0]?.headers.authorization).toBe('Bearer 7');
  });

  test.each([
    ['invalid_request', 'it finds the token malformed (invalid_request)'],
    ['invalid_key', 'let it read https://scim.example.com/.well-known/jwks.json again'],
    ['invalid_issuer', 'name https://scim.example.com there'],
    ['invalid_audience', "the stream's audience is https://siem.example.com"],
    ['authentication_failed', 'put a valid one into the secret of the stream'],
    ['access_denied', 'allow that there'],
  ])('says in words what a receiver means by %s, and leaves it alone for minutes', async (err, remedy) => {
    await using siem = await receiver([[400, { err, description: 'ann@contoso.example is unknown' }]]);

    const answer = await deliver(siem.url);

    expect(answer).toEqual({ taken: false, status: 400, pause: 300, reason: expect.stringContaining(remedy) });
    expect((answer as any).reason).toContain(`it answered 400: `);
    expect(JSON.stringify(answer)).not.toContain('ann@');
  });

  test.each<[string, Answers[number], object]>([
    ['another status', [500], { status: 500, reason: 'it answered 500' }],
    ['no error code', [400, 'oops, ann@contoso.example'], { status: 400, reason: 'it answered 400' }],
    ['an unknown error code', [400, { err: 'ann@contoso.example' }], { status: 400, reason: 'it answered 400' }],
    ['a pause', [429, '', { 'Retry-After': '7' }], { status: 429, reason: 'it answered 429', pause: 7 }],
    ['the end', [410], { status: 410, reason: 'it answered 410: it wants no more events', end: true }],
    [
      'a redirect, which it does not follow',
      [307, '', { Location: 'https://siem.example.com' }],
      { status: 307, reason: 'it answered 307; redirects are not followed, so put its final URL into the stream' },
    ],
  ])('learns from %s', async (_what, answer, expected) => {
    await using siem = await receiver([answer]);

    await expect(deliver(siem.url)).resolves.toEqual({ taken: false, ...expected });
    expect(siem.received).toHaveLength(1);
  });

  test.each([
    ['gone', "secret 'gone' cannot be read"],
    ['two-lines', "secret 'two-lines' has characters that no header has; it must be one line, such as Bearer …"],
  ])(
    'fails without sending anything when the authorization in secret %s cannot be sent',
    async (authorization, reason) => {
      await using siem = await receiver();

      await expect(deliver(siem.url, event, { authorization })).resolves.toEqual({ taken: false, reason });
      expect(siem.received).toEqual([]);
    },
  );

  test('fails without sending anything when the receiver is in a private network', async () => {
    await using siem = await receiver();

    const answer = await deliver(siem.url.replace('http:', 'https:'), event, { privateAddresses: false });

    expect(answer).toMatchObject({ taken: false, reason: expect.stringContaining('its address is not public') });
    expect(siem.received).toEqual([]);
  });
});
