import { randomUUID } from 'node:crypto';
import { Agent, get } from 'node:http';

import type { LimitMet } from '../../../service/directory/limit';
import { sha256, TenantRegistry } from '../../../service/directory/tenant-registry';
import { useDatabase } from '../../support/postgres';
import { registryEntry } from '../../support/registry-entry';
import { newToken, type RunningScim, type ScimClient, type ScimOptions, startScim } from '../../support/scim-client';
import { type StoppedClock, stopClock } from '../../support/stopped-clock';

const database = useDatabase();

const RATE = { perSecond: 25, burst: 30 };
const STRANGERS_BURST = 100;

/** A service whose first tenant has a low request rate, and the limits that requests have hit. */
async function startLimited(options: ScimOptions = {}): Promise<RunningScim & { readonly met: LimitMet[] }> {
  const met: LimitMet[] = [];
  const overrides = { onLimit: (each: LimitMet) => met.push(each) };
  return { ...(await startScim(database, { tenant: { rate: RATE }, overrides, ...options })), met };
}

/** How often each status occurred in this many requests, sent a few at a time. */
async function statuses(requests: number, send: () => Promise<{ status: number }>): Promise<Record<number, number>> {
  const counts: Record<number, number> = {};
  let left = requests;
  const sender = async () => {
    while (left-- > 0) {
      const { status } = await send();
      counts[status] = (counts[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: 20 }, sender));
  return counts;
}

// The clock stands still, so all requests of a test arrive at the same time, however slow the machine is.
let clock: StoppedClock;
beforeEach(() => {
  clock = stopClock();
});
afterEach(() => {
  clock[Symbol.dispose]();
});

const agent = new Agent({ keepAlive: true });
afterAll(() => {
  agent.destroy();
});

/** Sends requests without the overhead of fetch, for tests that send thousands. */
function plainGet({ url, token }: Pick<ScimClient, 'token' | 'url'>, path: string): Promise<{ status: number }> {
  return new Promise((done, failed) => {
    get(`${url}${path}`, { agent, headers: { Authorization: `Bearer ${token}` } }, (answer) => {
      answer.resume();
      answer.once('end', () => {
        done({ status: answer.statusCode ?? 0 });
      });
    }).once('error', failed);
  });
}

const strange = (scim: RunningScim, headers: Record<string, string> = {}) =>
  scim.send('GET', '/Users', undefined, { Authorization: 'Bearer wrong', ...headers });

describe('the rate of a tenant', () => {
  test('lets a burst pass and refuses what comes beyond it, until there is more', async () => {
    await using scim = await startLimited();
    const ask = () => scim.send('GET', '/Schemas');

    expect(await statuses(40, ask)).toEqual({ 200: 30, 429: 10 });
    clock.advance(1_000);
    expect(await statuses(40, ask)).toEqual({ 200: 25, 429: 15 });
    expect(scim.met).toHaveLength(25);
    expect(scim.met[0]).toEqual({ tenant: scim.tenant, limit: 'rate', outcome: 'refused' });
  });

  test('is shown on every answer, also on errors', async () => {
    await using scim = await startLimited();
    const shown = async (path: string) => {
      const { status, headers } = await scim.send('GET', path);
      return [status, headers.get('ratelimit-policy'), headers.get('ratelimit')];
    };

    expect(await shown('/Users')).toEqual([200, '"default";q=30;w=2', '"default";r=29;t=1']);
    expect(await shown('/Users/nobody')).toEqual([404, '"default";q=30;w=2', '"default";r=28;t=1']);
    expect(await shown('/nowhere')).toEqual([404, '"default";q=30;w=2', '"default";r=27;t=1']);
  });

  test('is named to a client that it refuses, with when to come back and what to do', async () => {
    await using scim = await startLimited();
    await statuses(30, () => scim.send('GET', '/Schemas'));

    const { status, headers, body } = await scim.sendText('POST', '/Users', '{not read');

    expect(status).toBe(429);
    expect(headers.get('content-type')).toBe('application/scim+json');
    expect(headers.get('retry-after')).toBe('1');
    expect(headers.get('ratelimit')).toBe('"default";r=0;t=1');
    expect(body).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: '429',
      detail:
        `'${scim.tenant}' may send 25 requests a second, and 30 in a burst after a pause; Entra retries automatically; ` +
        'if the error persists, look for another client with the same token, or have the operators of the service raise service.rate',
    });
  });

  test('also applies to a tenant that may not use SCIM', async () => {
    await using scim = await startLimited({ tenant: { rate: RATE, scimEnabled: false } });

    expect(await statuses(40, () => scim.send('GET', '/Users'))).toEqual({ 403: 30, 429: 10 });
  });

  test('also applies to the URL of a tenant that the token does not belong to', async () => {
    const readers = [{ id: 'auditor-1', sha256: sha256('reads-all') }];
    await using scim = await startLimited({ tenant: { rate: RATE }, readers });
    const foreign = { ...scim, url: scim.url.replace('/scim/', `/tenants/${scim.tenant}-other/scim/`) };
    const nobody = { url: scim.url.replace('/scim/', '/tenants/nobody/scim/'), token: 'reads-all' };

    expect(await statuses(40, () => plainGet(foreign, '/Users'))).toEqual({ 404: 30, 429: 10 });
    expect(await statuses(2_001, () => plainGet(nobody, '/Users'))).toEqual({ 404: 2_000, 429: 1 });
  });

  test('does not affect another tenant', async () => {
    await using scim = await startLimited();
    await statuses(40, () => scim.send('GET', '/Schemas'));

    const { status, headers } = await scim.other.send('GET', '/Users');

    expect(status).toBe(200);
    expect(headers.get('ratelimit')).toBe('"default";r=1999;t=1');
  });

  test('does not limit health checks, however frequent', async () => {
    await using scim = await startLimited();
    await statuses(40, () => scim.send('GET', '/Schemas'));
    await statuses(STRANGERS_BURST + 10, () => strange(scim));

    for (const path of ['/healthz', '/readyz']) {
      expect(await statuses(50, () => fetch(new URL(path, scim.url)))).toEqual({ 200: 50 });
    }
  });
});

describe('the rate that a tenant has by default', () => {
  test('lets a burst of 2,000 pass, and not one more', async () => {
    await using scim = await startLimited({ tenant: {} });

    expect(await statuses(2_001, () => plainGet(scim, '/ServiceProviderConfig'))).toEqual({ 200: 2_000, 429: 1 });
  });

  test('is never met by 200 tenants with five requests each at once', async () => {
    const tokens = Array.from({ length: 200 }, newToken);
    const entries = tokens.map((token, n) => registryEntry(`tenant-${n}-${randomUUID()}`, token));
    const registry = TenantRegistry.parse(JSON.stringify({ tenants: entries }));
    const met: LimitMet[] = [];
    await using scim = await startScim(database, { overrides: { registry, onLimit: (each) => met.push(each) } });

    let n = 0;
    const ask = () =>
      plainGet({ url: scim.url, token: tokens[n++ % 200] ?? '' }, '/Users?filter=userName+eq+%22ann%22');

    expect(await statuses(1_000, ask)).toEqual({ 200: 1_000 });
    expect(met).toEqual([]);
  });
});

describe('requests without a known token', () => {
  test('are limited per address, while a known token works from there', async () => {
    await using scim = await startLimited();

    expect(await statuses(STRANGERS_BURST + 20, () => strange(scim))).toEqual({ 401: STRANGERS_BURST, 429: 20 });
    expect((await scim.send('GET', '/Users')).status).toBe(200);
    expect(scim.met).toHaveLength(20);
    expect(scim.met[0]).toEqual({ tenant: undefined, limit: 'rate', outcome: 'refused' });
  });

  test('hear what to do, and nothing about the rate of a tenant', async () => {
    await using scim = await startLimited();
    await statuses(STRANGERS_BURST, () => strange(scim));

    const { headers, body } = await strange(scim);

    expect(headers.get('retry-after')).toBe('1');
    expect(headers.get('ratelimit')).toBeNull();
    expect(headers.get('ratelimit-policy')).toBeNull();
    expect(body.detail).toBe(
      'too many requests without a known token came from this address; ' +
        'store the current one as Secret Token of the application',
    );
  });

  test('leave those with a known token uncounted, however many come from the address', async () => {
    await using scim = await startLimited({ tenant: {} });
    await statuses(STRANGERS_BURST + 50, () => scim.send('GET', '/Schemas'));

    expect(await statuses(STRANGERS_BURST, () => strange(scim))).toEqual({ 401: STRANGERS_BURST });
  });

  test('count for the address of the connection, whatever their headers say', async () => {
    await using scim = await startLimited();
    let n = 0;
    const forged = () => strange(scim, { 'X-Forwarded-For': `203.0.113.${n++ % 256}` });

    expect(await statuses(STRANGERS_BURST + 20, forged)).toEqual({ 401: STRANGERS_BURST, 429: 20 });
  });

  test('count for the address that the proxy adds, not for those written before it', async () => {
    await using scim = await startLimited({ clientAddress: 'forwarded' });
    let n = 0;
    // A proxy appends the address that it sees.
    const through = (address: string) => () =>
      strange(scim, { 'X-Forwarded-For': `203.0.113.${n++ % 256}, ${address}` });

    expect(await statuses(STRANGERS_BURST + 20, through('192.0.2.1'))).toEqual({ 401: STRANGERS_BURST, 429: 20 });
    expect(await statuses(STRANGERS_BURST, through('192.0.2.2'))).toEqual({ 401: STRANGERS_BURST });
  });
});
