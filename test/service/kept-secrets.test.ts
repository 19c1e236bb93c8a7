import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { sha256 } from '../../service/directory/tenant-registry';
import { administer, useDatabase } from '../support/postgres';
import { startReceiver } from '../support/receiver';
import { registryFile } from '../support/registry-file';
import { newToken, scimClient } from '../support/scim-client';
import { startServiceProcess } from '../support/service-process';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** A user whose attributes all have a marker in their values. History keeps only the values of the first four. */
const user = {
  userName: 'kept-1@contoso.example',
  displayName: 'kept-2',
  externalId: 'kept-3',
  roles: [{ value: 'account_reviewer', display: 'marker-1', type: 'marker-2', primary: true }],
  name: { givenName: 'marker-3', familyName: 'marker-4', formatted: 'marker-5', middleName: 'marker-6' },
  nickName: 'marker-7',
  title: 'marker-8',
  userType: 'marker-9',
  profileUrl: 'https://marker-10.example',
  emails: [{ value: 'marker-11@contoso.example', type: 'work', primary: true }],
  phoneNumbers: [{ value: '+49 marker-12', type: 'work' }],
  addresses: [{ formatted: 'marker-13', locality: 'marker-14', streetAddress: 'marker-15', type: 'work' }],
  password: 'marker-password',
  [ENTERPRISE]: { department: 'marker-16', employeeNumber: 'marker-17', costCenter: 'marker-18' },
};
const LOGS = ['provisioning_log', 'membership_log', 'refusals', 'deliveries', 'stream_positions', 'token_calls'];

describe('what the service keeps and tells', () => {
  const database = useDatabase();

  test('has no secret in it, and in history and logs no values but those that history names', async () => {
    using registry = registryFile('contoso');
    await using product = await startReceiver((res, count) => res.writeHead(count === 1 ? 500 : 204).end());
    await using siem = await startReceiver((res) =>
      res.writeHead(400).end(JSON.stringify({ err: 'marker-err', description: 'marker-description' })),
    );
    const readToken = newToken();
    const secrets: Record<string, string> = {
      'stream-1': randomBytes(32).toString('base64url'),
      'siem-authorization': `Bearer ${newToken()}`,
      'set-signing-key-1': randomBytes(32).toString('base64url'),
    };
    for (const [name, value] of Object.entries(secrets)) writeFileSync(join(registry.folder, name), value);
    const streams = [
      { name: 'product', delivery: 'webhook', url: product.url, secrets: ['stream-1'], privateAddresses: true },
      {
        name: 'siem',
        delivery: 'push',
        url: siem.url,
        audience: siem.url,
        content: 'full',
        authorization: 'siem-authorization',
        privateAddresses: true,
      },
    ];
    const { tenants } = JSON.parse(readFileSync(registry.path, 'utf8')) as { tenants: object[] };
    const readers = [{ id: 'product-1', sha256: sha256(readToken) }];
    writeFileSync(registry.path, JSON.stringify({ tenants, readers, streams, signing: ['set-signing-key-1'] }));
    await using service = await startServiceProcess({
      DATABASE_URL: database.url,
      TENANTS_FILE: registry.path,
      SECRETS_FOLDER: registry.folder,
      METRICS_PORT: '0',
    });
    const scim = scimClient(service.url, registry.token);
    const reader = scimClient(service.url.replace('/scim/v2', '/tenants/contoso/scim/v2'), readToken);
    const rows = async (table: string) =>
      JSON.stringify(await administer(database.url, `select row_to_json(t) from scim.${table} as t`));
    while ((await administer(database.url, 'select from scim.stream_positions')).length < 2) await sleep(20);
    const { cursor } = (await reader.send('GET', '/events?from=now')).body;

    const { body: ann } = await scim.send('POST', '/Users', user);
    await scim.send('POST', '/Users', user); // 409
    await scim.send('POST', '/Groups', { displayName: 'kept-4', members: [{ value: ann.id }] });
    const change = { op: 'replace', path: 'title', value: 'marker-19' };
    const refused = { op: 'replace', path: 'active', value: 'marker-20' };
    for (const operation of [change, refused])
      await scim.send('PATCH', `/Users/${ann.id}`, {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [operation],
      });
    await scim.send('GET', '/Users?filter=userName+eq+%22marker-21%22');
    await scim.send('GET', '/marker-22');
    await scimClient(service.url, 'marker-23'.repeat(5)).send('GET', '/Users');
    await scim.send('DELETE', `/Users/${ann.id}`);
    await product.got(4);
    await siem.got(1);
    while ((await rows('deliveries')).split('"siem"').length < 2) await sleep(20);
    const events = JSON.stringify((await reader.send('GET', `/events?after=${cursor}`)).body);
    const { metricsPort } = JSON.parse(await service.printed('"listening"')) as { metricsPort: number };
    const metrics = await (await fetch(`http://localhost:${metricsPort}/metrics`)).text();
    await service.stop();

    const kept = {
      log: service.output(),
      metrics,
      ...Object.fromEntries(await Promise.all(LOGS.map(async (table) => [table, await rows(table)] as const))),
    };
    const told = {
      events,
      webhooks: JSON.stringify(product.received),
      tokens: siem.received.map(({ body }) => Buffer.from(body.split('.')[1] ?? '', 'base64url').toString()).join(),
    };
    const everything: Record<string, string> = { ...kept, ...told };
    expect(everything['provisioning_log']).toContain('kept-1'); // the name of a deleted user, as its contract says
    expect(everything['log']).toContain('active must be true or false; got …');
    for (const [place, text] of Object.entries(everything)) {
      for (const secret of [registry.token, readToken, ...Object.values(secrets), 'marker-password'])
        expect([place, text.includes(secret)]).toEqual([place, false]);
    }
    for (const [place, text] of Object.entries(kept))
      expect([place, /marker[-\w]*/.exec(text)?.[0]]).toEqual([place, undefined]);
    expect(everything['webhooks']).toContain('marker-7'); // an event shows the resource
  });
});
