import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import forge from 'node-forge';

import { accessTokens } from '../../microsoft/access-token';
import type { Identity } from '../../microsoft/identity';
import { pfxToPem } from '../../microsoft/pfx';
import { CLIENT_SECRET } from '../support/graph/authority';
import { type GraphServer, startGraph } from '../support/graph/graph-server';
import { testCertificate } from '../support/test-certificate';
import { trust } from '../support/trust';

const clientId = { text: '11111111-2222-3333-4444-555555555555' };
const JWT = 'eyJhbGciOiJub25lIn0.e30.signature';
const certificate = testCertificate();
const certificateKey = createPrivateKey(certificate.key).export({ type: 'pkcs8', format: 'pem' });

function pfx(password: string): Buffer {
  const key = forge.pki.privateKeyFromPem(certificate.key);
  const asn1 = forge.pkcs12.toPkcs12Asn1(key, [forge.pki.certificateFromPem(certificate.cert)], password, {
    algorithm: 'aes256',
  });
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary');
}

describe('accessTokens', () => {
  let graph: GraphServer;
  let trusted: Disposable;

  beforeAll(async () => {
    trusted = trust(certificate.cert);
    graph = await startGraph(undefined, { tls: certificate });
  });

  afterAll(async () => {
    trusted[Symbol.dispose]();
    await graph[Symbol.asyncDispose]();
  });

  const tokenFor = (identity: Identity) =>
    accessTokens(identity, graph.url)(graph.directory.id, `${graph.url}/.default`);

  test.each<[string, Identity]>([
    ['a client secret', { kind: 'secret', clientId, clientSecret: { text: CLIENT_SECRET } }],
    [
      "a certificate in the provider's format",
      { kind: 'certificate', clientId, pfx: { text: pfx('1234').toString('base64') }, password: '1234' },
    ],
    ['a token of another issuer', { kind: 'federated', clientId, assertion: { text: JWT } }],
  ])('signs in with %s', async (_means, identity) => {
    const token = await tokenFor(identity);

    const [, claims = ''] = token.split('.');
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({ appid: clientId.text });
  });

  test('reads a token file again for each sign-in, since it is renewed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'entra-scim-token-'));
    const file = join(folder, 'token');
    writeFileSync(file, `${JWT}\n`);

    await expect(tokenFor({ kind: 'federated', clientId, assertion: { file } })).resolves.toMatch(/\./);

    rmSync(folder, { recursive: true });
  });

  test.each([
    [
      "GitHub for a token whose audience is Entra's",
      undefined,
      { value: JWT },
      ['GET', '/token?api-version=2.0&audience=api%3A%2F%2FAzureADTokenExchange'],
    ],
    [
      'Azure DevOps for a token of the service connection',
      'c0ffee',
      { oidcToken: JWT },
      ['POST', '/token?api-version=7.1&serviceConnectionId=c0ffee'],
    ],
  ])('asks %s', async (_, serviceConnection, answer, expected) => {
    const asked: (string | undefined)[] = [];
    const runner = createServer((req, res) => {
      asked.push(req.method, req.url, req.headers.authorization);
      res.end(JSON.stringify(answer));
    }).listen(0, 'localhost');
    await new Promise((done) => runner.once('listening', done));
    const requestUrl = `http://localhost:${(runner.address() as AddressInfo).port}/token?api-version=2.0`;

    const assertion = { requestUrl, requestToken: 'r', serviceConnection };
    const token = await tokenFor({ kind: 'federated', clientId, assertion }).finally(() => {
      runner.closeAllConnections();
      runner.close();
    });

    expect(token).toMatch(/\./);
    expect(asked.slice(0, 3)).toEqual([...expected, 'Bearer r']);
  });

  test('fails with the directory, the method and the reason, never with the secret', async () => {
    const failure = tokenFor({ kind: 'secret', clientId, clientSecret: { text: 'hunter2' } });

    await expect(failure).rejects.toThrow(
      /cannot sign in to directory 8d1cbd34-.* with the client secret of ARM_CLIENT_SECRET.*: .*AADSTS7000215/,
    );
    await expect(failure).rejects.not.toThrow('hunter2');
  });

  test('fails when the password does not open the certificate', async () => {
    const text = pfx('1234').toString('base64');

    await expect(tokenFor({ kind: 'certificate', clientId, pfx: { text }, password: '4321' })).rejects.toThrow(
      'not a PKCS#12 file (.pfx) that ARM_CLIENT_CERTIFICATE_PASSWORD opens',
    );
  });
});

describe('pfxToPem', () => {
  test('returns the key, with its own certificate first', () => {
    const pem = pfxToPem(pfx('1234'), '1234');

    expect(createPrivateKey(pem).export({ type: 'pkcs8', format: 'pem' })).toBe(certificateKey);
    expect(new X509Certificate(pem).subject).toMatch(/^CN=localhost\n/);
  });
});
