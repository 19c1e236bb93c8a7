import { setTimeout as sleep } from 'node:timers/promises';

import type { LimitMet } from '../../service/directory/limit';
import { holdReads, holdUser } from '../support/held';
import { administer, SERVERS, useDatabase } from '../support/postgres';
import { type Answer, type RunningScim, type ScimClient, type ScimOptions, startScim } from '../support/scim-client';

const rename = (title: string) => ({ Operations: [{ op: 'replace', path: 'title', value: title }] });
/** A time limit that leaves enough time for a test's preparations, even on a busy machine. */
const DEADLINE_SECONDS = 3;

const SCAN = '/Users?filter=title+co+%22zz%22&count=1';

const times = <Item>(count: number, make: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => make(index));

const createUser = async (scim: ScimClient, userName: string): Promise<string> =>
  String((await scim.send('POST', '/Users', { userName })).body.id);

const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status);

/** Sends a request whose client does not wait for the answer. */
function sendAndGo(scim: ScimClient, method: string, path: string, body?: object): () => void {
  const controller = new AbortController();
  const headers = { Authorization: `Bearer ${scim.token}`, 'Content-Type': 'application/scim+json' };
  const init = { method, headers, body: body && JSON.stringify(body), signal: controller.signal };
  fetch(`${scim.url}${path}`, init).catch(() => undefined);
  return () => {
    controller.abort();
  };
}

/** Waits until a user has this title. */
async function titleIs(scim: ScimClient, id: string, title: string): Promise<void> {
  while ((await scim.send('GET', `/Users/${id}`)).body.title !== title) await sleep(50);
}

describe.each(SERVERS)('on %s', (_name, server) => {
  const database = useDatabase(server);

  /** A service, and the limits that its tenants have hit. */
  async function start(options: ScimOptions = {}): Promise<{ scim: RunningScim; met: LimitMet[] }> {
    const met: LimitMet[] = [];
    const onLimit = (limit: LimitMet) => met.push(limit);
    const scim = await startScim(database, { ...options, overrides: { onLimit, ...options.overrides } });
    return { scim, met };
  }

  /** Usual requests of another tenant. */
  async function live(scim: ScimClient, name: string): Promise<Answer[]> {
    const created = await scim.send('POST', '/Users', { userName: name });
    const path = `/Users/${String(created.body.id)}`;
    return [
      created,
      await scim.send('GET', `/Users?filter=userName+eq+%22${name}%22`),
      await scim.send('PATCH', path, rename('New')),
      await scim.send('GET', SCAN),
      await scim.send('DELETE', path),
    ];
  }
  const LIVED = [201, 200, 200, 200, 204];

  describe('a tenant whose requests take long', () => {
    test('holds half of the connections with changes, while another tenant is served', async () => {
      const { scim, met } = await start();
      await using service = scim;
      const ann = await createUser(service, 'ann');
      await using held = await holdUser(database.url, ann);
      let done = 0;
      const changes = times(12, (index) =>
        service.send('PATCH', `/Users/${ann}`, rename(`T${index}`)).finally(() => done++),
      );
      await held.until(5);

      const lives = await Promise.all(times(8, (index) => live(service.other, `changes-${index}`)));

      expect(lives.map(statuses)).toEqual(lives.map(() => LIVED));
      expect([done, await held.waiting()]).toEqual([0, 5]);
      await held.release();
      expect(statuses(await Promise.all(changes))).toEqual(changes.map(() => 200));
      expect(met).toEqual([]);
    });

    test('holds a quarter with searches that no index answers, while its other requests and tenants are served', async () => {
      const { scim, met } = await start();
      await using service = scim;
      await createUser(service, 'ann');
      await using held = await holdReads(database.url, service.tenant);
      let done = 0;
      const searches = times(12, () => service.send('GET', SCAN).finally(() => done++));
      await held.until(2);

      const lives = await Promise.all(times(8, (index) => live(service.other, `scans-${index}`)));
      const own = await Promise.all(
        times(8, (index) => service.send('POST', '/Groups', { displayName: `Team ${index}` })),
      );

      expect(lives.map(statuses)).toEqual(lives.map(() => LIVED));
      expect(statuses(own)).toEqual(own.map(() => 201));
      expect([done, await held.waiting()]).toEqual([0, 2]);
      await held.release();
      expect(statuses(await Promise.all(searches))).toEqual(searches.map(() => 200));
      expect(met).toEqual([]);
    });

    test('leaves the service ready, also when no connection is left', async () => {
      const { scim } = await start({ connectionsMax: 1 });
      await using service = scim;
      const ann = await createUser(service, 'ann');
      await using held = await holdUser(database.url, ann);
      const change = service.send('PATCH', `/Users/${ann}`, rename('Lead'));
      await held.until(1);

      const ready = await fetch(new URL('/readyz', service.url));

      expect([ready.status, await held.waiting()]).toEqual([200, 1]);
      await held.release();
      expect((await change).status).toBe(200);
    });

    test.each([
      [
        '/Groups',
        'share',
        /^this tenant has requests under way, so many that this one waited 0.2 seconds .* send fewer at the same time/,
      ],
      [SCAN, 'searches', /^this tenant has searches that no index answers under way, .*; search by userName, /],
    ] as const)('fails with 429 when it asks for more than its turn: %s', async (path, limit, detail) => {
      const { scim, met } = await start({ connectionsMax: 4, database: { waitMs: 200 } });
      await using service = scim;
      const ann = await createUser(service, 'ann');
      const isScan = path === SCAN;
      await using held = await (isScan ? holdReads(database.url, service.tenant) : holdUser(database.url, ann));
      const under = times(isScan ? 1 : 2, () =>
        isScan ? service.send('GET', SCAN) : service.send('PATCH', `/Users/${ann}`, rename('Lead')),
      );
      await held.until(under.length);

      const refused = await service.send('GET', path);

      expect(refused.status).toBe(429);
      expect(refused.headers.get('retry-after')).toBe('10');
      expect(refused.body.detail).toMatch(detail);
      expect(met).toEqual([{ tenant: service.tenant, limit, outcome: 'refused' }]);
      await held.release();
      expect(statuses(await Promise.all(under))).toEqual(under.map(() => 200));
    });

    test('fails with 429 that blames nobody when others hold all connections', async () => {
      const { scim } = await start({ connectionsMax: 1, database: { waitMs: 200 } });
      await using service = scim;
      const ann = await createUser(service, 'ann');
      await using held = await holdUser(database.url, ann);
      const change = service.send('PATCH', `/Users/${ann}`, rename('Lead'));
      await held.until(1);

      const refused = await service.other.send('GET', '/Groups');

      expect([refused.status, refused.body.detail]).toEqual([
        429,
        'all tenants together have requests under way, so many that this one waited 0.2 seconds for its turn; try again later',
      ]);
      await held.release();
      expect((await change).status).toBe(200);
    });

    test('fails with 429 immediately when too many of its requests wait', async () => {
      const { scim } = await start({ connectionsMax: 1, database: { waitingPerTenant: 3 } });
      await using service = scim;
      const ann = await createUser(service, 'ann');
      await using held = await holdUser(database.url, ann);
      const first = service.send('PATCH', `/Users/${ann}`, rename('First'));
      await held.until(1);

      const others = times(5, (index) => service.send('PATCH', `/Users/${ann}`, rename(`T${index}`)));
      const refused = await Promise.race(others);

      expect([refused.status, refused.body.detail]).toEqual([429, expect.stringContaining('and the queue is full')]);
      await held.release();
      expect((await first).status).toBe(200);
      expect(statuses(await Promise.all(others)).sort()).toEqual([200, 200, 200, 429, 429]);
    });
  });

  describe('a request whose time has run out', () => {
    test('is rolled back and fails with 503, and nothing of it runs on', async () => {
      const { scim, met } = await start({ deadlineSeconds: DEADLINE_SECONDS });
      await using service = scim;
      const ann = await createUser(service, 'ann');
      await using held = await holdUser(database.url, ann);

      const answer = await service.send('PATCH', `/Users/${ann}`, rename('Late'));

      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('30');
      expect(answer.body.detail).toMatch(
        /^the request took more than 3 seconds and was cancelled; send fewer operations/,
      );
      expect(await held.waiting()).toBe(0);
      expect(met).toEqual([{ tenant: service.tenant, limit: 'deadline', outcome: 'cancelled' }]);
      await held.release();
      expect((await service.send('GET', `/Users/${ann}`)).body.title).toBeUndefined();
    });

    test('leaves no more connections to the database than there were', async () => {
      const { scim } = await start({ connectionsMax: 2, deadlineSeconds: DEADLINE_SECONDS });
      await using service = scim;
      await createUser(service, 'ann');
      await service.other.send('GET', '/Users');
      await using held = await holdReads(database.url, service.tenant);
      const before = await held.connections();

      const answers = await Promise.all(times(6, () => service.send('GET', SCAN)));

      expect(statuses(answers)).toEqual(answers.map(() => 503));
      expect(await held.waiting()).toBe(0);
      expect(await held.connections()).toBeLessThanOrEqual(before + 1); // perhaps the pool's second connection
    });

    test('in a bulk request keeps what was done, and fails each operation that was not', async () => {
      const { scim, met } = await start({ deadlineSeconds: DEADLINE_SECONDS });
      await using service = scim;
      const ann = await createUser(service, 'ann');
      await using held = await holdUser(database.url, ann);
      const create = (userName: string) => ({ method: 'POST', path: '/Users', bulkId: userName, data: { userName } });

      const { status, body } = await service.send('POST', '/Bulk', {
        Operations: [
          create('before'),
          { method: 'PATCH', path: `/Users/${ann}`, data: rename('Late') },
          create('after'),
          create('last'),
        ],
      });

      expect(status).toBe(200);
      expect(body.Operations.map((operation: any) => operation.status)).toEqual(['201', '503', '503', '503']);
      expect(body.Operations[3].response.detail).toMatch(/^the request took more than 3 seconds/);
      await held.release();
      const { body: stored } = await service.send('GET', '/Users?attributes=userName');
      expect(stored.Resources.map(({ userName }: any) => userName)).toEqual(['ann', 'before']);
      expect(met).toHaveLength(1);
    });
  });

  describe('a client that goes away', () => {
    test('leaves no search behind', async () => {
      const { scim } = await start();
      await using service = scim;
      await createUser(service, 'ann');
      await using held = await holdReads(database.url, service.tenant);
      const go = sendAndGo(service, 'GET', SCAN);
      await held.until(1);

      go();

      await held.until(0);
      await held.release();
      expect((await service.send('GET', SCAN)).status).toBe(200);
    });

    test('lets a change finish that has begun', async () => {
      const { scim } = await start();
      await using service = scim;
      const ann = await createUser(service, 'ann');
      await using held = await holdUser(database.url, ann);
      const go = sendAndGo(service, 'PATCH', `/Users/${ann}`, rename('Lead'));
      await held.until(1);

      go();
      await sleep(200);
      await held.release();

      await titleIs(service, ann, 'Lead');
    });

    test('lets no further operation of a bulk request begin', async () => {
      const { scim } = await start({ connectionsMax: 1 });
      await using service = scim;
      const ann = await createUser(service, 'ann');
      await using held = await holdUser(database.url, ann);
      const go = sendAndGo(service, 'POST', '/Bulk', {
        Operations: [
          { method: 'PATCH', path: `/Users/${ann}`, data: rename('Lead') },
          ...times(50, (index) => ({
            method: 'POST',
            path: '/Users',
            bulkId: `${index}`,
            data: { userName: `n${index}` },
          })),
        ],
      });
      await held.until(1);

      go();
      await sleep(200);
      await held.release();

      await titleIs(service, ann, 'Lead');
      await sleep(200);
      const users = await administer(
        database.url,
        `select user_name from scim.users where tenant_id = '${service.tenant}'`,
      );
      expect(users).toEqual([{ user_name: 'ann' }]);
    });
  });
});
