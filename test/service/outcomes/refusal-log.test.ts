import { randomUUID } from 'node:crypto';

import type { RefusalToKeep } from '../../../service/directory/history';
import { StoreUnavailable } from '../../../service/directory/store';
import type { Tenant } from '../../../service/directory/tenant';
import type { Outcome } from '../../../service/http/outcome';
import { requestLog } from '../../../service/http/request-log';
import { type KeepRefusals, RefusalLog } from '../../../service/outcomes/refusal-log';
import { Database } from '../../../service/storage/connections/database';
import { appendRefusals } from '../../../service/storage/history/append-refusals';
import { SqlHistory } from '../../../service/storage/history/sql-history';
import { keptLog } from '../../support/log-lines';
import { administer, useDatabase } from '../../support/postgres';
import { silentLog, startScim } from '../../support/scim-client';

// Jest moves the timers of the global object alone.
jest.mock('node:timers/promises', () => ({
  setTimeout: (ms: number) => new Promise((done) => setTimeout(done, ms)),
}));

const refused = (status: number, tenant = 'contoso'): Outcome => ({
  requestId: 'request-1',
  principal: { tokenId: 'gen-3', scope: 'provision', tenant: { slug: tenant } as Tenant },
  route: 'PATCH /Users/{id}',
  resourceId: 'some-id',
  status,
  aborted: false,
  seconds: 0.01,
  waitedSeconds: 0,
  refusedOperations: [],
  refusal: { scimType: 'invalidValue', detail: "'…' is wrong" },
});

const AWAY = new StoreUnavailable('no connection to the database');

/** A refusal log with a fake database, which fails as a test says, and the rows that the database got. */
function open(failure: (tenant: string) => Error | undefined = () => undefined, now = () => new Date()) {
  const kept: { tenant: string; refusals: readonly RefusalToKeep[] }[] = [];
  const keep: KeepRefusals = (tenant, refusals) => {
    const error = failure(tenant);
    if (error) return Promise.reject(error);
    kept.push({ tenant, refusals });
    return Promise.resolve();
  };
  const { log, lines } = keptLog();
  const count = () => kept.reduce((sum, { refusals }) => sum + refusals.length, 0);
  return { refusals: new RefusalLog(keep, log, now), kept, lines, count };
}

/** Stores refusals at regular intervals by a clock that a test moves. */
function runOnFakeTimers(refusals: RefusalLog) {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  const stop = new AbortController();
  void refusals.run(stop.signal);
  return {
    pass: (seconds: number) => jest.advanceTimersByTimeAsync(seconds * 1e3),
    [Symbol.dispose]: () => {
      stop.abort();
      jest.useRealTimers();
    },
  };
}

describe('refused requests', () => {
  const database = useDatabase();

  test('are in the history of their tenant, with the reason and without what the client sent', async () => {
    const db = new Database({ connectionString: database.url, max: 1 }, () => undefined);
    const log = new RefusalLog(
      (tenant, each) => appendRefusals(db, tenant, each),
      silentLog(),
      () => new Date(),
    );
    await using scim = await startScim(database, { overrides: { onOutcome: log.onOutcome } });
    const answer = await scim.send('POST', '/Users', { userName: 'marker-1', roles: [{ value: 'marker-2' }] });
    await scim.send('POST', '/Users', { userName: 'ann' });
    await scim.send('POST', '/Users', { userName: 'ann', title: 'marker-3' });
    await scim.send('DELETE', '/Users/no-such-id');

    await log.close();

    const { items } = await new SqlHistory(db).refusals(scim.tenant, { count: 10 });
    const rows = await administer(database.url, 'select refusals::text from scim.refusals');
    await db.close();
    expect(items.map(({ route, status, scimType, tokenId }) => [route, status, scimType, tokenId])).toEqual([
      ['DELETE /Users/{id}', 404, null, 'gen-1'],
      ['POST /Users', 409, 'uniqueness', 'gen-1'],
      ['POST /Users', 400, 'invalidValue', 'gen-1'],
    ]);
    expect(items.at(-1)).toMatchObject({
      requestId: answer.headers.get('x-request-id'),
      detail: expect.stringMatching(/^there is no account role '…'; known roles are /),
    });
    expect(JSON.stringify(rows)).not.toMatch(/marker|no-such-id/);
  });

  test('are kept by tenant, and only when the request was at fault', async () => {
    const { refusals, kept } = open();

    for (const status of [400, 429, 500, 503]) refusals.onOutcome(refused(status));
    refusals.onOutcome({ ...refused(200), refusal: undefined });
    refusals.onOutcome({ ...refused(400), aborted: true });
    refusals.onOutcome({ ...refused(401), principal: undefined });
    refusals.onOutcome({ ...refused(404), route: 'GET /Users/{id}' }); // the client asked whether the user exists, and knows it now
    refusals.onOutcome(refused(404, 'fabrikam'));
    await refusals.close();

    expect(kept.map(({ tenant, refusals: each }) => [tenant, each.map(({ status }) => status)])).toEqual([
      ['contoso', [400]],
      ['fabrikam', [404]],
    ]);
  });

  test('wait while the database is away, and are kept in their order when it is back', async () => {
    let isAway = true;
    const { refusals, kept, lines } = open(() => (isAway ? AWAY : undefined));
    using clock = runOnFakeTimers(refusals);

    refusals.onOutcome(refused(400));
    refusals.onOutcome(refused(404, 'fabrikam'));
    await clock.pass(3);
    isAway = false;
    refusals.onOutcome(refused(409));
    await clock.pass(31);

    expect(kept.map(({ tenant, refusals: each }) => [tenant, each.map(({ status }) => status)])).toEqual([
      ['contoso', [400, 409]],
      ['fabrikam', [404]],
    ]);
    expect(lines).toMatchObject([
      {
        level: 40,
        reason: 'no connection to the database',
        msg: 'refused requests could not be kept in history; the next attempt is in 30 seconds',
      },
    ]);
  });

  test('of other tenants are kept within seconds while the node of one tenant is down', async () => {
    const { refusals, kept } = open((tenant) => (tenant === 'contoso' ? AWAY : undefined));
    using clock = runOnFakeTimers(refusals);
    refusals.onOutcome(refused(400));
    await clock.pass(2);

    refusals.onOutcome(refused(404, 'fabrikam'));
    await clock.pass(2);

    expect(kept.map(({ tenant }) => tenant)).toEqual(['fabrikam']);
  });

  test('are dropped and counted when the database does not take them, and keep no others from it', async () => {
    const { refusals, lines, count } = open((tenant) => (tenant === 'contoso' ? new Error('out of range') : undefined));

    for (let times = 0; times < 3; times++) refusals.onOutcome(refused(400));
    refusals.onOutcome(refused(400, 'fabrikam'));
    await refusals.close();

    expect(lines).toMatchObject([
      { level: 40, dropped: 3, reason: 'out of range', msg: 'refused requests were not kept in history' },
    ]);
    expect(count()).toBe(1);
  });

  test('are counted as lost when the process ends while the node of their tenant is down, unlike those of others', async () => {
    const { refusals, lines, count } = open((tenant) => (tenant === 'contoso' ? AWAY : undefined));
    refusals.onOutcome(refused(400));
    refusals.onOutcome(refused(404, 'fabrikam'));

    await refusals.close();

    expect(count()).toBe(1);
    expect(lines).toMatchObject([
      { reason: 'no connection to the database', msg: 'refused requests could not be kept in history' },
      { dropped: 1, msg: 'refused requests were not kept in history' },
    ]);
  });

  test('are written once, although an answer of the database was lost', async () => {
    const db = new Database({ connectionString: database.url, max: 1 }, () => undefined);
    const tenant = `tenant-${randomUUID()}`;
    const each = {
      ...{ id: randomUUID(), at: new Date(), requestId: 'request-1', tokenId: null, route: 'POST /Users' },
      ...{ resourceId: null, status: 400, scimType: null, detail: 'wrong' },
    };

    await appendRefusals(db, tenant, [each]);
    await appendRefusals(db, tenant, [each]);

    const { items } = await new SqlHistory(db).refusals(tenant, { count: 10 });
    await db.close();
    expect(items).toHaveLength(1);
  });

  test('are also the refused operations of a Bulk request that is answered 200', async () => {
    const { refusals, kept } = open();
    const inLog = keptLog();
    await using scim = await startScim(database, {
      overrides: {
        onOutcome: (outcome) => {
          refusals.onOutcome(outcome);
          requestLog(inLog.log)(outcome);
        },
      },
    });
    const { body: ann } = await scim.send('POST', '/Users', { userName: 'marker-1' });

    const { status } = await scim.send('POST', '/Bulk', {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      Operations: [
        { method: 'POST', path: '/Users', bulkId: '1', data: { userName: 'bob' } },
        { method: 'POST', path: '/Users', bulkId: '2', data: { userName: 'marker-1' } },
        {
          method: 'PATCH',
          path: `/Users/${ann.id}`,
          data: { Operations: [{ op: 'replace', path: 'active', value: 'marker-2' }] },
        },
        { method: 'DELETE', path: '/Users/marker-3' },
      ],
    });
    await refusals.close();

    const told = kept.flatMap(({ refusals: each }) => each);
    expect(status).toBe(200);
    expect(told.map(({ route, resourceId, status: each }) => [route, resourceId, each])).toEqual([
      ['POST /Bulk: POST', null, 409],
      ['POST /Bulk: PATCH /Users/{id}', ann.id, 400],
      ['POST /Bulk: DELETE /Users/{id}', null, 404],
    ]);
    expect(inLog.lines.at(-1)).toMatchObject({
      level: 40,
      status: 200,
      operationsRefused: 3,
      operations: [{ status: 409, scimType: 'uniqueness' }, { status: 400 }, { status: 404 }],
    });
    expect(JSON.stringify([told, inLog.lines])).not.toContain('marker');
  });

  test('are kept up to a hundred a minute of a tenant, so that a client that always fails fills no disk', async () => {
    let minute = 0;
    const { refusals, kept, lines, count } = open(undefined, () => new Date(Date.UTC(2026, 0, 1, 0, minute)));

    for (let times = 0; times < 250; times++) refusals.onOutcome(refused(400));
    refusals.onOutcome(refused(400, 'fabrikam'));
    await refusals.close();
    minute++;
    refusals.onOutcome(refused(400));
    await refusals.close();

    expect(kept.map(({ tenant, refusals: each }) => [tenant, each.length])).toEqual([
      ['contoso', 100],
      ['fabrikam', 1],
      ['contoso', 1],
    ]);
    expect(count()).toBe(102);
    expect(lines).toMatchObject([{ dropped: 150, reason: 'there were too many refusals' }]);
  });

  test('wait in memory for a second, a thousand at most', async () => {
    const { refusals, count } = open();
    using clock = runOnFakeTimers(refusals);
    await clock.pass(0.5);
    for (let tenant = 0; tenant < 20; tenant++) {
      for (let times = 0; times < 100; times++) refusals.onOutcome(refused(400, `tenant-${tenant}`));
    }
    expect(count()).toBe(0);

    await clock.pass(1);

    expect(count()).toBe(1_000);
  });
});
