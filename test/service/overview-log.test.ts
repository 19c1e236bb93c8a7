import type { RequestsInHour, TokenCalls } from '../../service/directory/overview';
import { TenantRegistry } from '../../service/directory/tenant-registry';
import type { Outcome } from '../../service/http/outcome';
import { OverviewLog } from '../../service/overview-log';
import { keptLog } from '../support/log-lines';
import { useDatabase } from '../support/postgres';
import { registryEntry } from '../support/registry-entry';
import { startServiceProcess } from '../support/service-process';

// Jest moves the timers of the global object alone.
jest.mock('node:timers/promises', () => ({
  setTimeout: (ms: number) => new Promise((done) => setTimeout(done, ms)),
}));

const START = Date.UTC(2026, 10, 30, 14);

/** A log of the tenants contoso and fabrikam whose clock and timers a test moves. */
function open(fails: () => boolean = () => false) {
  jest.useFakeTimers({ now: START, doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  const registry = TenantRegistry.parse(
    JSON.stringify({ tenants: [registryEntry('contoso', 'x'), registryEntry('fabrikam', 'y')] }),
  );
  const noted: { tenant: string; calls: readonly TokenCalls[]; requests: readonly RequestsInHour[] }[] = [];
  const { log, lines } = keptLog();
  const overview = new OverviewLog(
    {
      note: (tenant, calls, requests) => {
        if (fails()) return Promise.reject(new Error('the database is away'));
        noted.push({ tenant, calls, requests });
        return Promise.resolve();
      },
    },
    registry,
    log,
    () => new Date(),
  );
  const call = (status: number, tokenId = 'gen-1', slug = 'contoso') => {
    const scope = tokenId.startsWith('gen') ? 'provision' : 'read';
    const principal = { tokenId, scope, tenant: registry.findTenant(slug) } as const;
    overview.onOutcome({ principal, status } as unknown as Outcome);
  };
  const stop = new AbortController();
  return {
    overview,
    noted,
    lines,
    call,
    run: () => void overview.run(stop.signal),
    pass: (seconds: number) => jest.advanceTimersByTimeAsync(seconds * 1e3),
    times: (tenant: string) => noted.filter((each) => each.tenant === tenant).length,
    [Symbol.dispose]: () => {
      stop.abort();
      jest.useRealTimers();
    },
  };
}

const after = (seconds: number) => new Date(START + seconds * 1e3);

describe('the last use of tokens', () => {
  test('is noted within seconds, and then once a minute however often a token is used', async () => {
    using log = open();
    log.run();
    await log.pass(1); // each tenant is noted at the start
    for (let seconds = 0; seconds < 240; seconds++) {
      log.call(seconds % 2 === 0 ? 200 : 409);
      await log.pass(1);
    }

    expect(log.times('contoso')).toBeLessThanOrEqual(5);
    expect(log.times('contoso')).toBeGreaterThanOrEqual(4);
    expect(log.times('fabrikam')).toBe(1);
    const [call] = log.noted.at(-1)?.calls ?? [];
    expect(call?.tokenId).toBe('gen-1');
    expect(Number(call?.accepted)).toBeGreaterThan(Number(after(175)));
    expect(Number(call?.refused)).toBeGreaterThan(Number(after(175)));
  });

  test('is not noted right away, since the refusal that is counted may not be in history yet', async () => {
    using log = open();
    log.run();
    await log.pass(64);
    log.call(409);

    await log.pass(2);
    expect(log.times('contoso')).toBe(1);
    await log.pass(8);
    expect(log.times('contoso')).toBe(2);
  });

  test('is noted for the last time when the service stops', async () => {
    using log = open();
    log.call(200);
    log.call(200, 'reader-1', 'fabrikam');

    await log.overview.close();

    expect(log.noted).toMatchObject([
      { tenant: 'contoso', calls: [{ tokenId: 'gen-1', accepted: after(0), refused: undefined }] },
      {
        tenant: 'fabrikam',
        calls: [
          { tokenId: 'gen-1', accepted: undefined, refused: undefined },
          { tokenId: 'reader-1', accepted: after(0), refused: undefined },
        ],
      },
    ]);
  });

  test('waits while the database is away, with what comes meanwhile', async () => {
    let isAway = true;
    using log = open(() => isAway);
    log.call(409);
    log.run();
    await log.pass(10);
    log.call(200);
    isAway = false;
    await log.pass(40);

    expect(log.lines).toMatchObject([{ level: 40, reason: 'the database is away' }]);
    expect(log.noted.find(({ tenant }) => tenant === 'contoso')?.calls).toEqual([
      { tokenId: 'gen-1', accepted: after(10), refused: after(0) },
    ]);
  });

  test('is noted each hour without any, so that refusals leave the count when they are a day old', async () => {
    using log = open();
    log.run();

    await log.pass(3 * 60 * 60 + 30);

    expect([log.times('contoso'), log.times('fabrikam')]).toEqual([4, 4]);
  });

  test('is not that of a request that failed by a fault of the service, nor of a stranger', async () => {
    using log = open();
    log.call(503);
    log.overview.onOutcome({ principal: undefined, status: 401 } as unknown as Outcome);

    await log.overview.close();

    expect(log.noted.flatMap(({ calls }) => calls)).toEqual([
      { tokenId: 'gen-1', accepted: undefined, refused: undefined },
    ]);
  });
});

describe('the requests of each hour', () => {
  test('are noted by how they were answered, without those of readers', async () => {
    using log = open();
    for (const status of [200, 201, 404, 429, 503]) log.call(status);
    log.call(200, 'reader-1');
    jest.setSystemTime(after(3600));
    log.call(200);

    await log.overview.close();

    expect(log.noted.map(({ requests }) => requests)).toEqual([
      [
        { hour: after(0), accepted: 2, refused: 2, failed: 1 },
        { hour: after(3600), accepted: 1, refused: 0, failed: 0 },
      ],
    ]);
  });

  test('are noted once, also when the database was away at first', async () => {
    let isAway = true;
    using log = open(() => isAway);
    log.run();
    log.call(200);
    await log.pass(10);
    log.call(409);
    isAway = false;
    await log.pass(200);

    const noted = log.noted.filter(({ tenant }) => tenant === 'contoso').flatMap(({ requests }) => requests);
    expect(noted).toEqual([{ hour: after(0), accepted: 1, refused: 1, failed: 0 }]);
  });
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
