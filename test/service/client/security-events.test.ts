import { randomBytes } from 'node:crypto';

import { CompactSign } from 'jose';
import { Webhook } from 'standardwebhooks';

import {
  AccessMap,
  apply,
  pollSets,
  Refused,
  type SecurityEvent,
  setVerifier,
  verifyWebhook,
} from '../../../service/client';
import { sha256 } from '../../../service/directory/tenant-registry';
import { deriveSigningKey } from '../../../service/security-events/signing-keys';
import { webhookSecret } from '../../../service/streams/webhook';
import { useDatabase } from '../../support/postgres';
import { newToken, startScim } from '../../support/scim-client';

const database = useDatabase();

const AUDIENCE = 'https://idp.example.com';
const DEACTIVATE = 'urn:ietf:params:scim:event:prov:deactivate';
const DEACTIVATION = {
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: [{ op: 'replace', path: 'active', value: false }],
};
const newSecret = () => randomBytes(32).toString('base64url');

/** A service whose reader `idp` polls the stream `idp`. */
async function startPolled(signing: Record<string, string> = { 'set-signing-key-1': newSecret() }) {
  const token = newToken();
  const scim = await startScim(database, {
    signing,
    tenant: {
      readers: [{ id: 'idp-1', sha256: sha256(token) }],
      streams: [{ name: 'idp', delivery: 'poll', audience: AUDIENCE, reader: 'idp' }],
    },
  });
  const issuer = new URL(scim.url).origin;
  return {
    ...scim,
    issuer,
    reader: { url: scim.url, token },
    verify: setVerifier(issuer, AUDIENCE),
    [Symbol.asyncDispose]: () => scim[Symbol.asyncDispose](),
  };
}

type Polled = Awaited<ReturnType<typeof startPolled>>;

/** The tokens of a stream, until there are so many. */
async function polled({ reader, verify }: Polled, count: number): Promise<SecurityEvent[]> {
  const told: SecurityEvent[] = [];
  const over = new AbortController();
  for await (const event of pollSets(reader, { stream: 'idp', verify, signal: over.signal })) {
    if (told.push(event) === count) over.abort();
  }
  return told;
}

/** Polls once, without waiting. */
const pollOnce = ({ reader, url }: Polled) =>
  fetch(`${url}/SecurityEvents/idp`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${reader.token}`, 'Content-Type': 'application/json' },
    body: '{"returnImmediately":true}',
  });

describe('pollSets', () => {
  test('tells what happens, in order, each verified, and again what was not acknowledged', async () => {
    await using scim = await startPolled();
    await pollOnce(scim);
    const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann@contoso.example' });
    await scim.send('PATCH', `/Users/${ann.id}`, DEACTIVATION);

    const told = await polled(scim, 2);

    expect(told.map(({ sub_id: { uri } }) => uri)).toEqual([`/Users/${ann.id}`, `/Users/${ann.id}`]);
    expect(Object.keys(told[1]?.events ?? {})).toContain(DEACTIVATE);
    expect(told[0]).toMatchObject({ iss: scim.issuer, aud: AUDIENCE, tenant: scim.tenant });
    expect((await polled(scim, 1))[0]?.jti).toBe(told[0]?.jti);
  });

  test('acknowledges what has been dealt with, and waits for more', async () => {
    await using scim = await startPolled();
    await pollOnce(scim);
    const told: string[] = [];
    const over = new AbortController();
    const { reader, verify } = scim;
    await scim.send('POST', '/Users', { userName: 'ann@contoso.example' });

    for await (const { jti } of pollSets(reader, { stream: 'idp', verify, signal: over.signal })) {
      told.push(jti);
      if (told.length === 1) void scim.send('POST', '/Users', { userName: 'bob@contoso.example' });
      else over.abort();
    }

    expect(new Set(told).size).toBe(2);
    const { sets } = await (await pollOnce(scim)).json();
    expect(Object.keys(sets)).toEqual([told[1]]); // which had not been dealt with when it was aborted
  });

  test('fails when the service refuses the token', async () => {
    await using scim = await startPolled();
    const sets = pollSets({ ...scim.reader, token: newToken() }, { stream: 'idp', verify: scim.verify });

    await expect(sets.next()).rejects.toThrow(Refused);
  });
});

describe('setVerifier', () => {
  const claims = { iat: 1, jti: 'j', txn: 't', sub_id: { format: 'scim', uri: '/Users/u' }, events: {} };

  /** A token that the service of a secret signs. */
  async function signed(secret: string, payload: object, header: object = {}): Promise<string> {
    const { kid, privateKey } = await deriveSigningKey(secret);
    return new CompactSign(Buffer.from(JSON.stringify({ ...claims, ...payload })))
      .setProtectedHeader({ alg: 'ES256', typ: 'secevent+jwt', kid, ...header })
      .sign(privateKey);
  }

  test('takes tokens of a key that came while it was running', async () => {
    const signing: Record<string, string> = { 'set-signing-key-1': newSecret() };
    await using scim = await startPolled(signing);
    const payload = { iss: scim.issuer, aud: AUDIENCE };
    const next = newSecret();
    signing['set-signing-key-2'] = next;

    await expect(scim.verify(await signed(next, payload))).resolves.toMatchObject({ jti: 'j' });
  });

  test('fails on a token of a key that was rotated out', async () => {
    const old = newSecret();
    const signing: Record<string, string> = { 'set-signing-key-2': newSecret(), 'set-signing-key-1': old };
    await using scim = await startPolled(signing);
    const token = await signed(old, { iss: scim.issuer, aud: AUDIENCE });
    await expect(scim.verify(token)).resolves.toMatchObject({ jti: 'j' });

    delete signing['set-signing-key-1'];

    await expect(setVerifier(scim.issuer, AUDIENCE)(token)).rejects.toThrow('no applicable key');
  });

  test.each<[string, (scim: Polled, secret: string) => Promise<string>, string]>([
    [
      'of another audience',
      ({ issuer }, secret) => signed(secret, { iss: issuer, aud: 'https://siem.example.com' }),
      '"aud"',
    ],
    ['of another issuer', (_scim, secret) => signed(secret, { iss: 'https://evil.example', aud: AUDIENCE }), '"iss"'],
    ['of another key', ({ issuer }) => signed(newSecret(), { iss: issuer, aud: AUDIENCE }), 'no applicable key'],
    [
      'of another type',
      ({ issuer }, secret) => signed(secret, { iss: issuer, aud: AUDIENCE }, { typ: 'JWT' }),
      '"typ"',
    ],
    ['without a jti', ({ issuer }, secret) => signed(secret, { iss: issuer, aud: AUDIENCE, jti: undefined }), '"jti"'],
  ])('fails on a token %s', async (_what, sign, reason) => {
    const secret = newSecret();
    await using scim = await startPolled({ 'set-signing-key-1': secret });

    await expect(scim.verify(await sign(scim, secret))).rejects.toThrow(reason);
  });
});

describe('verifyWebhook', () => {
  const secret = webhookSecret('a secret of the vault'.repeat(2));
  const event = {
    type: 'user.deactivated',
    exists: true,
    resource: { id: 'u1', userName: 'ann@contoso.example', active: false },
  };
  const body = JSON.stringify({ type: event.type, timestamp: '2026-11-30T14:00:00.000Z', data: event });
  const sent = (at = new Date()) => ({
    'webhook-id': 'request-1_812_0',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1e3)),
    'webhook-signature': new Webhook(secret).sign('request-1_812_0', at, body),
  });

  test('gives the event, which keeps a mirror as those of the feed do', async () => {
    const people = new AccessMap();

    await apply(verifyWebhook(secret, sent(), body), people);

    expect(people.findByUserName('ann@contoso.example')).toMatchObject({ id: 'u1', active: false });
  });

  test('fails on a body that was changed, on another secret, and on one that was sent long ago', () => {
    const headers = sent();

    expect(() => verifyWebhook(secret, headers, body.replace('false', 'true'))).toThrow('No matching signature');
    expect(() => verifyWebhook(webhookSecret('another one'.repeat(3)), headers, body)).toThrow('No matching signature');
    expect(() => verifyWebhook(secret, sent(new Date(Date.now() - 600_000)), body)).toThrow('too old');
  });
});
