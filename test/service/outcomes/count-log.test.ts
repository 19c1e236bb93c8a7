import type { RequestsInHour } from '../../../service/directory/overview';
import { TenantRegistry } from '../../../service/directory/tenant-registry';
import type { Outcome } from '../../../service/http/outcome';
import { CountLog } from '../../../service/outcomes/count-log';
import { keptLog } from '../../support/log-lines';
import { registryEntry } from '../../support/registry-entry';

// Jest moves the timers of the global object alone.
jest.mock('node:timers/promises', () => ({
  setTimeout: (ms: number) => new Promise((done) => setTimeout(done, ms)),
}));

const START = Date.UTC(2026, 10, 30, 14);

/** A log of the tenants contoso and fabrikam whose clock and timers a test moves, and the tenants that were counted. */
function open(fails: (tenant: string) => boolean = () => false) {
  jest.useFakeTimers({ now: START, doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  const registry = TenantRegistry.parse(
    JSON.stringify({ tenants: [registryEntry('contoso', 'x'), registryEntry('fabrikam', 'y')] }),
  );
  const counted: string[] = [];
  const hours: RequestsInHour[] = [];
  const note = (tenant: string, requests: readonly RequestsInHour[]) => {
    if (fails(tenant)) return Promise.reject(new Error('the database is away'));
    counted.push(tenant);
    if (tenant === 'contoso') hours.push(...requests);
    return Promise.resolve();
  };
  const countLog = new CountLog({ note }, registry, keptLog().log, () => new Date());
  const stop = new AbortController();
  return {
    call: (status = 200, scope = 'provision', route = 'PATCH /Users/{id}') => {
      const principal = { scope, tenant: registry.findTenant('contoso') };
      countLog.onOutcome({ principal, status, route } as unknown as Outcome);
    },
    hours,
    close: () => countLog.close(),
    run: () => void countLog.run(stop.signal),
    pass: (seconds: number) => jest.advanceTimersByTimeAsync(seconds * 1e3),
    times: (tenant: string) => counted.filter((each) => each === tenant).length,
    [Symbol.dispose]: () => {
      stop.abort();
      jest.useRealTimers();
    },
  };
}

test('a tenant is counted once its first refusal is in history, also right after the start, and then once a minute', async () => {
  using log = open();
  log.run();
  await log.pass(5); // each tenant is counted at the start
  log.call();
  await log.pass(2);
  expect(log.times('contoso')).toBe(1);
  await log.pass(2);
  expect(log.times('contoso')).toBe(2);

  for (let seconds = 0; seconds < 240; seconds++) {
    log.call();
    await log.pass(1);
  }

  expect(log.times('contoso')).toBe(6);
  expect(log.times('fabrikam')).toBe(1);
});

test('a tenant is counted each hour without calls, so that refusals leave the count when they are a day old', async () => {
  using log = open();
  log.run();

  await log.pass(3 * 60 * 60 + 30);

  expect([log.times('contoso'), log.times('fabrikam')]).toEqual([4, 4]);
});

test('a count that fails is made up for', async () => {
  let isAway = false;
  using log = open(() => isAway);
  log.run();
  await log.pass(5);
  log.call();
  isAway = true;
  await log.pass(10);
  isAway = false;
  await log.pass(31);

  expect(log.times('contoso')).toBe(2);
});

test('requests are counted by hour and by how they were answered, without those of readers', async () => {
  using log = open();
  for (const status of [200, 201, 404, 429, 503]) log.call(status);
  log.call(404, 'provision', 'GET /Users/{id}'); // asks whether a user still exists
  log.call(200, 'read');
  jest.setSystemTime(START + 3_600_000);
  log.call();

  await log.close();

  expect(log.hours).toEqual([
    { hour: new Date(START), accepted: 3, refused: 2, failed: 1 },
    { hour: new Date(START + 3_600_000), accepted: 1, refused: 0, failed: 0 },
  ]);
});

test('requests are counted once, also when a count fails while another request arrives', async () => {
  let isAway = true;
  using log = open((tenant) => {
    if (isAway && tenant === 'contoso') log.call(409); // while the service tries to store
    return isAway;
  });
  log.call();
  log.run();
  await log.pass(10);
  isAway = false;
  await log.pass(200);

  expect(log.hours).toEqual([{ hour: new Date(START), accepted: 1, refused: 1, failed: 0 }]);
});
