import type { TokenCalls } from '../../../service/directory/overview';
import { sha256, TenantRegistry } from '../../../service/directory/tenant-registry';
import type { Outcome } from '../../../service/http/outcome';
import { CallLog } from '../../../service/outcomes/call-log';
import { keptLog } from '../../support/log-lines';
import { useDatabase } from '../../support/postgres';
import { registryEntry } from '../../support/registry-entry';
import { startServiceProcess } from '../../support/service-process';

// Jest moves the timers of the global object alone.
jest.mock('node:timers/promises', () => ({
  setTimeout: (ms: number) => new Promise((done) => setTimeout(done, ms)),
}));

const START = Date.UTC(2026, 10, 30, 14);

/** A log of the tenants contoso and trial, which is in the portal. A test moves its clock and timers. */
function open(fails: (tenant: string) => boolean = () => false) {
  jest.useFakeTimers({ now: START, doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  const trial = registryEntry('trial', '', { managedBy: 'portal', tokens: [] });
  const registry = TenantRegistry.parse(JSON.stringify({ tenants: [registryEntry('contoso', 'x'), trial] }));
  const noted: { tenant: string; calls: readonly TokenCalls[] }[] = [];
  const { log, lines } = keptLog();
  const noteCalls = (tenant: string, calls: readonly TokenCalls[]) => {
    if (fails(tenant)) return Promise.reject(new Error('the database is away'));
    noted.push({ tenant, calls });
    return Promise.resolve();
  };
  const callLog = new CallLog({ noteCalls }, registry, log, () => new Date());
  const call = (status: number, tokenId = 'gen-1', slug = 'contoso', route = 'POST /Users') => {
    const principal = { tokenId, scope: 'provision', tenant: registry.findTenant(slug) } as const;
    callLog.onOutcome({ principal, status, route } as unknown as Outcome);
  };
  const stop = new AbortController();
  return {
    registry,
    callLog,
    noted,
    lines,
    call,
    run: () => void callLog.run(stop.signal),
    pass: (seconds: number) => jest.advanceTimersByTimeAsync(seconds * 1e3),
    times: (tenant: string) => noted.filter((each) => each.tenant === tenant).length,
    [Symbol.dispose]: () => {
      stop.abort();
      jest.useRealTimers();
    },
  };
}

const after = (seconds: number) => new Date(START + seconds * 1e3);
const GEN_1 = { tokenId: 'gen-1', scope: 'provision' } as const;

describe('the last use of tokens', () => {
  test('is stored within a second or two, and then every few seconds however often a token is used', async () => {
    using log = open();
    log.run();
    await log.pass(60); // a new token is stored at the start
    log.call(200);
    await log.pass(1);
    expect(log.noted.at(-1)).toEqual({
      tenant: 'contoso',
      calls: [{ ...GEN_1, accepted: after(60), refused: undefined }],
    });

    for (let seconds = 0; seconds < 60; seconds++) {
      log.call(seconds % 2 === 0 ? 200 : 409);
      await log.pass(1);
    }
    await log.pass(5);

    expect(log.times('contoso')).toBeLessThanOrEqual(2 + 60 / 5 + 1);
    const [last] = log.noted.at(-1)?.calls ?? [];
    expect([last?.accepted ?? log.noted.at(-2)?.calls[0]?.accepted, last?.refused]).toEqual([after(119), after(120)]);
  });

  test('is stored for the last time when the service stops', async () => {
    using log = open();
    log.call(200);
    log.call(401, 'portal-1', 'trial');

    await log.callLog.close();

    expect(log.noted).toEqual([
      { tenant: 'contoso', calls: expect.arrayContaining([{ ...GEN_1, accepted: after(0), refused: undefined }]) },
      {
        tenant: 'trial',
        calls: [{ tokenId: 'portal-1', scope: 'provision', accepted: undefined, refused: after(0) }],
      },
    ]);
  });

  test('waits while the database is away, with what comes meanwhile', async () => {
    let isAway = true;
    using log = open(() => {
      if (isAway) log.call(200, 'gen-1', 'contoso'); // while the service tries to store
      return isAway;
    });
    log.call(409);
    log.run();
    await log.pass(10);
    log.call(409);
    isAway = false;
    await log.pass(40);

    expect(log.lines).toMatchObject([{ level: 40, reason: 'the database is away' }]);
    expect(log.noted.find(({ tenant }) => tenant === 'contoso')?.calls.at(-1)).toEqual({
      ...GEN_1,
      accepted: after(0),
      refused: after(10),
    });
  });

  test('is stored for other tenants while it cannot be stored for one, as while its node of a cluster is down', async () => {
    using log = open((tenant) => tenant === 'contoso');
    log.call(200);
    log.run();
    await log.pass(10);
    log.call(200, 'portal-1', 'trial');
    await log.pass(2);

    expect(log.times('trial')).toBe(1);
    expect(log.lines).toMatchObject([{ level: 40, tenant: 'contoso' }]);
    await log.pass(60);
    expect(log.lines).toHaveLength(3); // one for each attempt
  });

  test('is not that of a request that failed by a fault of the service, nor of a stranger', async () => {
    using log = open();
    log.call(503);
    log.callLog.onOutcome({ principal: undefined, status: 401, route: 'GET /Users' } as unknown as Outcome);

    await log.callLog.close();

    expect(log.noted).toEqual([]);
  });

  test('was accepted when Entra asked for a user who is gone, and refused when it changed one', async () => {
    using log = open();
    log.call(404, 'gen-1', 'contoso', 'GET /Users/{id}');
    await log.pass(1);
    log.call(404, 'gen-1', 'contoso', 'PATCH /Users/{id}');

    await log.callLog.close();

    expect(log.noted[0]?.calls.at(-1)).toEqual({ ...GEN_1, accepted: after(0), refused: after(1) });
  });
});

test('a token is known within seconds after it was made, before anybody uses it', async () => {
  using log = open();
  log.run();
  await log.pass(10);
  expect(log.noted.map(({ tenant }) => tenant)).toEqual(['contoso']);

  const made = { id: 'portal-1', sha256: sha256('a'), expiresAt: after(3600), revokedAt: undefined };
  log.registry.takePortal({ accounts: [{ tenant: 'trial', scimEnabled: true, tokens: [made] }], missing: new Set() });
  await log.pass(60);

  const unused = { tokenId: 'portal-1', scope: 'provision', accepted: undefined, refused: undefined };
  expect(log.noted.slice(1)).toEqual([{ tenant: 'trial', calls: [unused] }]);
});

describe('a replica', () => {
  const database = useDatabase();

  test('knows when a token was last used at another one, also at one that has stopped', async () => {
    const env = { DATABASE_URL: database.url };
    await using one = await startServiceProcess(env);
    await using other = await startServiceProcess(env);
    const before = Date.now();
    await fetch(`${one.url}/Users`, { headers: { Authorization: `Bearer ${one.exported('TOKEN')}` } });
    await one.stop();

    const headers = { Authorization: `Bearer ${other.exported('ADMIN_TOKEN')}` };
    const answer = await fetch(`${other.url.replace('/scim/v2', '/admin/v1')}/tenants`, { headers });
    const { items } = (await answer.json()) as { items: { lastAccepted: string; tokens: { lastUse: string }[] }[] };

    expect(Date.parse(items[0]?.lastAccepted ?? '')).toBeGreaterThanOrEqual(before);
    expect(items[0]?.tokens[0]?.lastUse).toBe(items[0]?.lastAccepted);
  });
});
