import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { streams } from '../../programs/streams/program';
import { setVerifier, verifyWebhook } from '../../service/client';
import { sha256, TenantRegistry } from '../../service/directory/tenant-registry';
import type { Outcome } from '../../service/http/outcome';
import { openRunner, type Streaming } from '../../service/streaming';
import { RightOfWay } from '../../service/streams/right-of-way';
import { Streams } from '../../service/streams/stream';
import { webhookSecret } from '../../service/streams/webhook';
import { callProgram } from '../support/call-program';
import { administer, useDatabase } from '../support/postgres';
import { startReceiver } from '../support/receiver';
import { registryEntry } from '../support/registry-entry';
import { type RegistryFile, registryFile } from '../support/registry-file';
import { newToken, scimClient } from '../support/scim-client';
import { startServiceProcess } from '../support/service-process';

describe('the streams of the service', () => {
  const database = useDatabase();

  /** Declares streams, and writes a secret of each given name. Returns the secrets and the environment of the service. */
  function declare(registry: RegistryFile, members: object, ...names: readonly string[]) {
    const { tenants } = JSON.parse(readFileSync(registry.path, 'utf8')) as { tenants: object[] };
    writeFileSync(registry.path, JSON.stringify({ tenants, ...members }));
    const secrets = names.map((name) => {
      const secret = randomBytes(32).toString('base64url');
      writeFileSync(join(registry.folder, name), secret);
      return secret;
    });
    const env = { DATABASE_URL: database.url, TENANTS_FILE: registry.path, SECRETS_FOLDER: registry.folder };
    return { env, secrets };
  }

  /** Waits until a stream has begun. Events from then on are delivered. */
  async function begun(stream: string): Promise<void> {
    const select = `select from scim.stream_positions where stream = '${stream}'`;
    while ((await administer(database.url, select)).length === 0) await sleep(20);
  }

  test('delivers each change at once as a webhook, and what is pending at a restart after it', async () => {
    using registry = registryFile('contoso');
    let status = 204;
    await using product = await startReceiver((res) => res.writeHead(status).end());
    const stream = {
      name: 'product',
      delivery: 'webhook',
      url: product.url,
      secrets: ['stream-1'],
      privateAddresses: true,
    };
    const { env, secrets } = declare(registry, { streams: [stream] }, 'stream-1');
    const first = await startServiceProcess(env);
    const scim = scimClient(first.url, registry.token);
    await begun('product');

    // Each change is delivered before the next one is made. If the service only found changes on its round through the
    // tenants, which takes a minute, this would take longer than a test may.
    const ids: string[] = [];
    while (ids.length < 6) {
      ids.push((await scim.send('POST', '/Users', { userName: `user-${ids.length}` })).body.id);
      await product.got(ids.length);
    }
    status = 503;
    await scim.send('DELETE', `/Users/${ids[0]}`);
    await product.got(7);
    await first.stop();
    status = 204;
    await using second = await startServiceProcess(env);
    await product.got(8);

    const told = product.received.map(({ headers, body }) =>
      verifyWebhook(webhookSecret(secrets[0] ?? ''), headers, body),
    );
    const types = [...ids.map(() => 'user.created'), 'user.deleted', 'user.deleted'];
    expect(told.map(({ type }) => type)).toEqual(types);
    expect(told.map(({ resource }) => resource.id)).toEqual([...ids, ids[0], ids[0]]);
    expect(told[7]?.id).toBe(told[6]?.id);
    expect(await second.stop()).toBe(0);
  });

  test('shows in the metrics and to operators how far behind a receiver is that has stopped polling', async () => {
    using registry = registryFile('fabrikam');
    const readers = [{ id: 'idp-1', sha256: sha256(newToken()) }];
    const stream = { name: 'idp', delivery: 'poll', audience: 'https://idp.example.com', reader: 'idp' };
    const declared = { streams: [stream], readers, signing: ['set-signing-key-1'] };
    const { env } = declare(registry, declared, 'set-signing-key-1');
    const first = await startServiceProcess(env);
    await begun('idp');
    await scimClient(first.url, registry.token).send('POST', '/Users', { userName: 'ann@fabrikam.example' });
    await first.stop();
    await using second = await startServiceProcess({ ...env, METRICS_PORT: '0' }); // which checks all tenants first

    const { metricsPort } = JSON.parse(await second.printed('"listening"')) as { metricsPort: number };
    const lag = async () => {
      const metrics = await (await fetch(`http://localhost:${metricsPort}/metrics`)).text();
      return Number(/^scim_stream_lag_seconds{tenant="fabrikam",stream="idp"} (\S+)$/m.exec(metrics)?.[1]);
    };
    while (!((await lag()) > 0)) await sleep(50);
    const { output } = await callProgram(streams, ['fabrikam', '--format', 'json'], env);

    expect(JSON.parse(output)).toMatchObject([{ stream: 'idp', state: 'active', behindSince: expect.any(String) }]);
  });

  test('pushes security event tokens, which the receiver verifies with the keys that the service publishes', async () => {
    using registry = registryFile('contoso');
    await using siem = await startReceiver();
    const stream = { name: 'siem', delivery: 'push', url: siem.url, audience: siem.url, privateAddresses: true };
    const { env } = declare(registry, { streams: [stream], signing: ['set-signing-key-1'] }, 'set-signing-key-1');
    await using service = await startServiceProcess(env);
    const scim = scimClient(service.url, registry.token);
    await begun('siem');

    const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann@contoso.example' });
    await scim.send('DELETE', `/Users/${ann.id}`);
    await siem.got(2);

    const { origin: issuer } = new URL(service.url);
    const verify = setVerifier(issuer, siem.url);
    const told = await Promise.all(siem.received.map(({ body }) => verify(body)));
    expect(told.map(({ sub_id }) => sub_id.uri)).toEqual([`/Users/${ann.id}`, `/Users/${ann.id}`]);
    expect(told.map(({ tenant }) => tenant)).toEqual(['contoso', 'contoso']);
    expect(Object.keys(told[1]?.events ?? {})).toEqual(['urn:ietf:params:scim:event:prov:delete']);
    expect((await scim.send('GET', '/ServiceProviderConfig')).body.securityEvents.eventUris).toContain(
      'urn:ietf:params:scim:event:prov:delete',
    );
  });
});

describe('deliveries give way to requests', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  test('to every request, also to one that changes nothing', async () => {
    const noteRequest = jest.spyOn(RightOfWay.prototype, 'noteRequest');
    const streams = new Streams(TenantRegistry.parse(JSON.stringify({ tenants: [registryEntry('contoso', 'x')] })));
    const { runner, onOutcome } = openRunner({ streams, publicUrl: 'https://scim.example.com' } as Streaming);

    onOutcome({ route: 'GET /Users', status: 200 } as Outcome);

    expect(noteRequest).toHaveBeenCalledTimes(1);
    await runner.close();
  });

  test('from their first step on', async () => {
    const step = jest.spyOn(RightOfWay.prototype, 'step').mockReturnValue(new Promise(() => undefined));
    const take = jest.fn();
    const stream = { name: 'product', delivery: 'webhook', url: 'https://app.example.com', secrets: ['stream-1'] };
    const registry = { tenants: [registryEntry('contoso', 'x', { streams: [stream] })] };
    const streams = new Streams(TenantRegistry.parse(JSON.stringify(registry)));
    const { runner } = openRunner({ streams, positions: { take } as object } as Streaming);

    runner.tell('contoso');
    await sleep(0);

    expect(step).toHaveBeenCalledTimes(1);
    expect(take).not.toHaveBeenCalled();
  });
});
