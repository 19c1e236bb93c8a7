import { randomBytes } from 'node:crypto';

import { createRemoteJWKSet, jwtVerify } from 'jose';

import type { Claims } from '../../../service/security-events/set-of-event';
import { signSet } from '../../../service/security-events/sign-set';
import { SigningKeys } from '../../../service/security-events/signing-keys';
import { useDatabase } from '../../support/postgres';
import { type RunningScim, type ScimOptions, startScim } from '../../support/scim-client';

const database = useDatabase();

const newSecret = () => randomBytes(32).toString('base64url');

const poll = { name: 'idp', delivery: 'poll', audience: 'https://idp.example.com', reader: 'idp' };
const webhook = { name: 'product', delivery: 'webhook', url: 'https://app.example.com', secrets: ['product-1'] };

function originOf({ url }: RunningScim): string {
  return new URL(url).origin;
}

function startSigning(options: ScimOptions = {}): Promise<RunningScim> {
  return startScim(database, { signing: { 'set-signing-key-1': newSecret() }, ...options });
}

const claims = { iss: 'https://scim.example.com', aud: 'https://idp.example.com' } as Claims;

describe('GET /.well-known/ssf-configuration', () => {
  test('tells anybody who signs, where the keys are, and how tokens are delivered', async () => {
    await using scim = await startSigning();
    const origin = originOf(scim);

    const response = await fetch(`${origin}/.well-known/ssf-configuration`);

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('cache-control')).toBe('public, max-age=300');
    expect(await response.json()).toEqual({
      spec_version: '1_0',
      issuer: origin,
      jwks_uri: `${origin}/.well-known/jwks.json`,
      delivery_methods_supported: ['urn:ietf:rfc:8935', 'urn:ietf:rfc:8936'],
      default_subjects: 'ALL',
    });
  });

  test('is also found with the path of the public URL at its end, and with no other', async () => {
    await using scim = await startSigning({ publicUrl: 'https://example.com/a+b/provisioning' });
    const get = (path: string) => fetch(`${originOf(scim)}/.well-known/ssf-configuration${path}`);

    const [atRoot, below, elsewhere] = await Promise.all([get(''), get('/a+b/provisioning'), get('/aab/provisioning')]);

    expect([atRoot.status, below.status, elsewhere.status]).toEqual([200, 200, 404]);
    expect(await below.json()).toMatchObject({
      issuer: 'https://example.com/a+b/provisioning',
      jwks_uri: 'https://example.com/a+b/provisioning/.well-known/jwks.json',
    });
    expect((await atRoot.json()) as object).toHaveProperty('issuer', 'https://example.com/a+b/provisioning');
  });
});

describe('GET /.well-known/jwks.json', () => {
  test('gives anybody the keys with which tokens are verified, all of them, and nothing private', async () => {
    const signing = { 'set-signing-key-2': newSecret(), 'set-signing-key-1': newSecret() };
    await using scim = await startSigning({ signing });
    const url = new URL(`${originOf(scim)}/.well-known/jwks.json`);

    const response = await fetch(url);

    expect(response.headers.get('content-type')).toBe('application/jwk-set+json');
    expect(response.headers.get('cache-control')).toBe('public, max-age=300');
    const { keys } = await response.json();
    expect(keys).toHaveLength(2);
    expect(keys.flatMap(Object.keys)).not.toContain('d');
    for (const secret of Object.values(signing)) {
      const token = await signSet(claims, new SigningKeys(() => Promise.resolve([secret])), new Date());
      await expect(jwtVerify(token, createRemoteJWKSet(url))).resolves.toBeDefined();
    }
  });

  test('shows a new key as soon as its secret is there', async () => {
    const signing: Record<string, string> = { 'set-signing-key-1': newSecret() };
    await using scim = await startSigning({ signing });
    const kids = async () => {
      const { keys } = await (await fetch(`${originOf(scim)}/.well-known/jwks.json`)).json();
      return keys.map(({ kid }: any) => kid);
    };
    const [first] = await kids();

    signing['set-signing-key-2'] = newSecret();

    expect(await kids()).toEqual([first, expect.not.stringContaining(first)]);
  });
});

test('there are no keys where no token is signed', async () => {
  await using scim = await startScim(database);

  const { status } = await fetch(`${originOf(scim)}/.well-known/jwks.json`);

  expect(status).toBe(404);
});

describe('the service provider configuration', () => {
  const configOf = async (scim: RunningScim) => (await scim.send('GET', '/ServiceProviderConfig')).body;

  test('names the events of which the tenant has security event tokens', async () => {
    await using scim = await startSigning({
      tenant: { streams: [{ ...poll, types: ['user.deactivated', 'user.deleted'] }] },
    });

    expect((await configOf(scim)).securityEvents).toEqual({
      asyncRequest: 'none',
      eventUris: [
        'urn:ietf:params:scim:event:prov:deactivate',
        'urn:ietf:params:scim:event:prov:delete',
        'urn:ietf:params:scim:event:prov:patch:notice',
      ],
    });
    expect(await configOf(scim.other as RunningScim)).not.toHaveProperty('securityEvents');
  });

  test('names those of streams of all tenants, with all that they may hold', async () => {
    await using scim = await startSigning({ streams: [{ ...poll, content: 'full' }] });

    const { securityEvents } = await configOf(scim);

    expect(securityEvents.eventUris).toContain('urn:ietf:params:scim:event:prov:create:full');
    expect(await configOf(scim.other as RunningScim)).toHaveProperty('securityEvents', securityEvents);
  });

  test('names none where events are told by webhooks alone, or without a token', async () => {
    await using hooked = await startSigning({ tenant: { streams: [webhook] } });
    await using polled = await startSigning({ tenant: { streams: [poll] } });

    expect(await configOf(hooked)).not.toHaveProperty('securityEvents');
    expect(await (await fetch(`${polled.url}/ServiceProviderConfig`)).json()).not.toHaveProperty('securityEvents');
  });
});
