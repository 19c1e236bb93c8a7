import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { exportJWK, SignJWT } from 'jose';

import type { Identify } from '../../../service/admin/admin-principal';
import { identifyByEntra } from '../../../service/admin/identify-by-entra';
import { Database } from '../../../service/storage/connections/database';
import { change, startAdmin } from '../../support/admin';
import { useDatabase } from '../../support/postgres';

const CLIENT = randomUUID();
const DIRECTORY = randomUUID();

const database = useDatabase();
let db: Database;
beforeAll(() => (db = new Database({ connectionString: database.url, max: 2 }, () => undefined)));
afterAll(() => db.close());

describe('an access token of Entra', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  let authority: string;
  let identify: Identify;
  const server = createServer((_req, res) => {
    void exportJWK(publicKey).then((key) =>
      res.end(JSON.stringify({ keys: [{ ...key, kid: 'key-1', alg: 'RS256', use: 'sig' }] })),
    );
  });
  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    authority = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    identify = identifyByEntra({ clientId: CLIENT, directoryId: DIRECTORY, authority });
  });
  afterAll(() => new Promise((closed) => server.close(closed)));

  interface Claims {
    readonly issuer?: string;
    readonly audience?: string;
    readonly roles?: unknown;
    readonly expires?: string;
    readonly key?: typeof privateKey;
  }

  const token = ({ issuer, audience = CLIENT, roles = ['auditor'], expires = '1h', key = privateKey }: Claims = {}) =>
    new SignJWT({ oid: 'some-person', roles })
      .setProtectedHeader({ alg: 'RS256', kid: 'key-1' })
      .setIssuer(issuer ?? `${authority}/${DIRECTORY}/v2.0`)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(expires)
      .sign(key);

  test('lets an auditor read, and forget nobody', async () => {
    const id = await change(db);
    await using admin = await startAdmin(database, db, { identify });

    expect(await admin.ask('/tenants', await token())).toMatchObject({ status: 200 });
    expect(await admin.ask(`/tenants/contoso/users/${id}/forget`, await token(), 'POST')).toMatchObject({
      status: 403,
      body: { detail: "this needs the app role 'operator' of the application in Entra" },
    });
  });

  test.each<[string, Claims]>([
    ['version 1 of the endpoint', { issuer: `https://sts.windows.net/${DIRECTORY}/`, audience: `api://${CLIENT}` }],
    ['an operator', { roles: ['operator', 'other'] }],
  ])('of %s is accepted', async (_whose, claims) => {
    await using admin = await startAdmin(database, db, { identify });

    expect(await admin.ask('/tenants', await token(claims))).toMatchObject({ status: 200 });
  });

  test.each<[string, Claims, number]>([
    ['another application', { audience: randomUUID() }, 401],
    ['another directory', { issuer: 'https://sts.windows.net/another/' }, 401],
    ['yesterday', { expires: '-1h' }, 401],
    ['somebody with a key of their own', { key: stranger }, 401],
    ['somebody without a role', { roles: [] }, 403],
    ['somebody with a role of another application', { roles: 'operator' }, 403],
  ])('fails when it is of %s', async (_whose, claims, status) => {
    await using admin = await startAdmin(database, db, { identify });

    expect(await admin.ask('/tenants', await token(claims))).toMatchObject({ status });
  });

  test('fails with 503 while the keys of Entra cannot be had, since nobody is known to be wrong', async () => {
    const nowhere = identifyByEntra({ clientId: CLIENT, directoryId: DIRECTORY, authority: 'http://127.0.0.1:1' });
    await using admin = await startAdmin(database, db, { identify: nowhere });

    for (let times = 0; times < 3; times++) {
      expect(await admin.ask('/tenants', await token())).toMatchObject({ status: 503 });
    }
    expect(admin.lines.filter(({ level }) => level === 50)).toMatchObject([
      { msg: 'nobody can use the admin API: the signing keys of Entra are not available' },
    ]);
  });
});
