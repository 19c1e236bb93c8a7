import { randomBytes } from 'node:crypto';

import { TokenReceiver } from '../../../programs/rehearse/token-receiver';
import { sha256 } from '../../../service/directory/tenant-registry';
import { useDatabase } from '../../support/postgres';
import { newToken, startScim } from '../../support/scim-client';

const database = useDatabase();

/** A service that signs tokens for a receiver, which a test passes on. */
async function startSigning(audience: string) {
  const token = newToken();
  const scim = await startScim(database, {
    signing: { 'set-signing-key-1': randomBytes(32).toString('base64url') },
    tenant: {
      readers: [{ id: 'idp-1', sha256: sha256(token) }],
      streams: [{ name: 'idp', delivery: 'poll', audience, reader: 'idp' }],
    },
  });
  /** The tokens of all events since the first call. */
  const signed = async (): Promise<string[]> => {
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const body = JSON.stringify({ returnImmediately: true });
    const answer = await fetch(`${scim.url}/SecurityEvents/idp`, { method: 'POST', headers, body });
    return Object.values(((await answer.json()) as { sets: Record<string, string> }).sets);
  };
  await signed(); // begins the stream
  return {
    scim,
    transmitter: { issuer: new URL(scim.url).origin, endpointOf: () => ({ url: scim.url, token }) },
    signed,
    [Symbol.asyncDispose]: () => scim[Symbol.asyncDispose](),
  };
}

const push = async (receiver: TokenReceiver, token: string) =>
  (await fetch(receiver.url, { method: 'POST', headers: { 'Content-Type': 'application/secevent+jwt' }, body: token }))
    .status;

describe('TokenReceiver', () => {
  test('gives each token to the product of its tenant once, which reads what the token is about', async () => {
    await using receiver = await TokenReceiver.start();
    await using service = await startSigning(receiver.audience);
    receiver.trust(service.transmitter);
    const { body: ann } = await service.scim.send('POST', '/Users', { userName: 'ann' });
    const [token = ''] = await service.signed();

    expect([await push(receiver, token), await push(receiver, token)]).toEqual([202, 202]);

    const product = receiver.productOf(service.scim.tenant);
    expect(product.people.get(ann.id)).toMatchObject({ userName: 'ann', active: true });
    expect(product.tokens).toBe(1);
    expect(receiver.productOf('another').people.all()).toEqual([]);
  });

  test('fails for a token that was signed for another receiver', async () => {
    await using receiver = await TokenReceiver.start();
    await using service = await startSigning('https://another.example.com');
    receiver.trust(service.transmitter);
    await service.scim.send('POST', '/Users', { userName: 'ann' });
    const [token = ''] = await service.signed();

    expect(await push(receiver, token)).toBe(400);

    expect(receiver.productOf(service.scim.tenant).people.all()).toEqual([]);
  });
});
