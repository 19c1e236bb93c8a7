import { randomUUID } from 'node:crypto';

import { TenantRegistry } from '../../../service/directory/tenant-registry';
import type { Event } from '../../../service/events/event';
import { Feed } from '../../../service/events/feed';
import { Database } from '../../../service/storage/database';
import { openEventLogOn } from '../../../service/storage/sql-event-log';
import { SqlPositions } from '../../../service/storage/sql-positions';
import type { Answer, Delivery } from '../../../service/streams/delivery';
import type { Attempt, Failure } from '../../../service/streams/positions';
import { Runner } from '../../../service/streams/runner';
import { Streams } from '../../../service/streams/stream';
import { deletion } from '../../support/deletion';
import { noteMessages } from '../../support/messages';
import { administer, useDatabase } from '../../support/postgres';
import { registryEntry } from '../../support/registry-entry';

const TAKEN: Answer = { taken: true, status: 204 };
const REFUSED: Answer = { taken: false, status: 500, reason: 'it answered 500' };
const SHOW = { user: () => ({}), group: () => ({}) };

/** A receiver that notes what it takes. */
class Receiver implements Delivery {
  readonly taken: string[] = [];
  answer: (event: Event, gone: AbortSignal) => Promise<Answer> = () => Promise.resolve(TAKEN);

  async deliver(event: Event, gone: AbortSignal): Promise<Answer> {
    const answer = await this.answer(event, gone);
    if (answer.taken) this.taken.push(String(event.resource['userName']));
    return answer;
  }
}

const webhook = (name: string, overrides: object = {}) => ({
  name,
  delivery: 'webhook',
  url: 'https://app.example.com/hooks',
  secrets: ['stream-1'],
  ...overrides,
});

/** Waits until something holds. Jest's time limit is the only one. */
async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await new Promise((done) => setTimeout(done, 10));
}

describe('Runner', () => {
  const database = useDatabase();
  let db: Database;
  let positions: SqlPositions;
  const runners = new Set<Runner>();

  beforeAll(() => {
    db = new Database({ connectionString: database.url, max: 4 }, () => undefined);
    positions = new SqlPositions(db);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await Promise.all([...runners].map((runner) => runner.close()));
    runners.clear();
  });
  afterAll(() => db.close());

  /** A registry with tenants that have these streams. */
  function registryOf(slugs: readonly string[], streams: readonly object[]): TenantRegistry {
    const tenants = slugs.map((slug) => registryEntry(slug, randomUUID(), { streams }));
    return TenantRegistry.parse(JSON.stringify({ tenants }));
  }

  const slugOf = () => `tenant-${randomUUID()}`;

  /** A process that delivers, with a receiver for each stream name, and what it told of attempts. */
  function start(
    registry: TenantRegistry,
    receivers: Readonly<Record<string, Delivery>>,
    now = () => new Date(),
    step = () => Promise.resolve(),
  ) {
    const attempts: Attempt[] = [];
    const failures: Failure[] = [];
    const troubles: unknown[] = [];
    const openLog = openEventLogOn(db);
    const runner = new Runner(new Streams(registry), {
      positions,
      feedOf: (tenant) => new Feed(tenant, openLog(tenant), SHOW),
      numbering: (tenant) => openLog(tenant).numbering(),
      deliveryOf: ({ name }) => receivers[name],
      now,
      step,
      random: () => 0.5,
      onAttempt: (_telling, attempt) => attempts.push(attempt),
      onFailure: (_telling, failure) => failures.push(failure),
      onTrouble: (error) => troubles.push(error),
    });
    runners.add(runner);
    runner.start();
    return { runner, attempts, failures, troubles };
  }

  /** Waits until each stream of the tenants has a position. */
  const begun = (slugs: readonly string[], streams = 1) =>
    until(async () =>
      (await Promise.all(slugs.map((slug) => positions.of(slug)))).every((all) => all.length >= streams),
    );

  const position = async (slug: string, stream = 'product') =>
    (await positions.of(slug)).find((each) => each.stream === stream);

  /** Deletes users, as requests do. */
  const change = (slug: string, ...names: readonly string[]) =>
    administer(database.url, names.map((name) => deletion(slug, name)).join(';'));

  const passTime = (slug: string, since = '0') =>
    administer(
      database.url,
      `update scim.stream_positions set due_at = now() - interval '${since}' where tenant_id = '${slug}'`,
    );

  test('tells a new stream what happens from now on, in order, and then rests', async () => {
    const slug = slugOf();
    const product = new Receiver();
    await change(slug, 'before');
    const { runner } = start(registryOf([slug], [webhook('product')]), { product });
    await begun([slug]);

    for (const name of ['ann', 'bob', 'cleo']) {
      await change(slug, name);
      runner.tell(slug);
    }
    await until(() => product.taken.length === 3);
    await until(async () => (await position(slug))?.dueAt === undefined);

    expect(product.taken).toEqual(['ann', 'bob', 'cleo']);
    expect(
      (await positions.attempts({ tenant: slug, stream: 'product' }, { count: 9, before: undefined })).length,
    ).toBe(3);
  });

  test('tells a new stream what happens while it begins, without further news', async () => {
    const slug = slugOf();
    const product = new Receiver();
    let begin: () => void = () => undefined;
    const mayBegin = new Promise<void>((done) => (begin = done));
    const original = positions.begin;
    let asked = false;
    jest.spyOn(positions, 'begin').mockImplementation(async (...given) => {
      asked = true;
      await mayBegin;
      await original(...given);
    });
    const { runner } = start(registryOf([slug], [webhook('product')]), { product });
    await until(() => asked); // the cursor is known, but not stored

    await change(slug, 'ann');
    runner.tell(slug);
    await new Promise((done) => setTimeout(done, 200));
    begin();

    await until(() => product.taken.length === 1);
    await change(slug, 'bob');
    runner.tell(slug);
    await until(() => product.taken.length === 2);
    expect(product.taken).toEqual(['ann', 'bob']);
  });

  test("tells the events of a tenant to the tenant's own streams and to those of all tenants, and to no other", async () => {
    const [contoso, fabrikam] = [slugOf(), slugOf()];
    const tenants = [
      registryEntry(contoso, randomUUID(), { streams: [webhook('of-contoso')] }),
      registryEntry(fabrikam, randomUUID(), { streams: [webhook('of-fabrikam')] }),
    ];
    const registry = TenantRegistry.parse(JSON.stringify({ tenants, streams: [webhook('of-all')] }));
    const receivers = { 'of-contoso': new Receiver(), 'of-fabrikam': new Receiver(), 'of-all': new Receiver() };
    const { runner } = start(registry, receivers);
    await begun([contoso, fabrikam], 2);

    await change(contoso, 'ann');
    await change(fabrikam, 'bob');
    runner.tell(contoso);
    runner.tell(fabrikam);
    await until(() => receivers['of-all'].taken.length === 2);
    for (const [slug, name] of [[contoso, 'of-contoso'] as const, [fabrikam, 'of-fabrikam'] as const])
      await until(async () => receivers[name].taken.length > 0 && (await position(slug, name))?.dueAt === undefined);

    expect(receivers['of-contoso'].taken).toEqual(['ann']);
    expect(receivers['of-fabrikam'].taken).toEqual(['bob']);
    expect(receivers['of-all'].taken.toSorted()).toEqual(['ann', 'bob']);
  });

  test('tells only the types that a receiver wants, and passes over the others', async () => {
    const slug = slugOf();
    const [product, picky] = [new Receiver(), new Receiver()];
    const streams = [webhook('product'), webhook('picky', { types: ['user.created'] })];
    const { runner } = start(registryOf([slug], streams), { product, picky });
    await begun([slug], 2);

    await change(slug, 'ann', 'bob');
    runner.tell(slug);
    await until(() => product.taken.length === 2);
    await until(async () => (await position(slug, 'picky'))?.cursor === (await position(slug))?.cursor);

    expect(picky.taken).toEqual([]);
  });

  test('tries an event again after growing pauses, and tells no later one before it', async () => {
    const slug = slugOf();
    const product = new Receiver();
    const asked: string[] = [];
    product.answer = (event) => {
      asked.push(String(event.resource['userName']));
      return Promise.resolve(asked.length <= 3 ? REFUSED : TAKEN);
    };
    const { runner, attempts, failures } = start(registryOf([slug], [webhook('product')]), { product });
    await begun([slug]);
    await change(slug, 'ann', 'bob');
    runner.tell(slug);

    for (let failed = 1; failed <= 3; failed++) {
      await until(async () => (await position(slug))?.failures === failed);
      runner.tell(slug); // news does not shorten a pause
      expect(await position(slug)).toMatchObject({ lastError: 'it answered 500', behindSince: expect.any(Date) });
      await passTime(slug);
    }
    await until(() => product.taken.length === 2);
    await until(async () => (await position(slug))?.dueAt === undefined);

    expect(asked).toEqual(['ann', 'ann', 'ann', 'ann', 'bob']);
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'failed', 'taken', 'taken']);
    expect(failures.map(({ pauseSeconds }) => pauseSeconds)).toEqual([5, 25, 125]);
    expect(await position(slug)).toMatchObject({ failures: 0, lastError: undefined, behindSince: undefined });
  });

  test('begins again with the shortest pause after an event was taken', async () => {
    const slug = slugOf();
    const product = new Receiver();
    const asked = new Map<string, number>();
    product.answer = (event) => {
      const name = String(event.resource['userName']);
      asked.set(name, (asked.get(name) ?? 0) + 1);
      return Promise.resolve(asked.get(name) === 1 ? REFUSED : TAKEN); // each is refused once
    };
    const { runner, failures } = start(registryOf([slug], [webhook('product')]), { product });
    await begun([slug]);
    await change(slug, 'ann', 'bob');
    runner.tell(slug);

    for (const failed of [1, 2]) {
      await until(() => failures.length === failed);
      await until(async () => (await position(slug))?.failures === 1);
      await passTime(slug);
    }
    await until(() => product.taken.length === 2);

    expect(failures.map(({ failures: times, pauseSeconds }) => [times, pauseSeconds])).toEqual([
      [1, 5],
      [1, 5],
    ]);
  });

  test('ends a stream whose receiver has taken nothing for three days, and one that wants no more', async () => {
    const [silent, gone] = [slugOf(), slugOf()];
    const product = new Receiver();
    product.answer = ({ tenant }) =>
      Promise.resolve(tenant === gone ? { taken: false, status: 410, reason: 'it answered 410', end: true } : REFUSED);
    let days = 0;
    const now = () => new Date(Date.now() + days * 24 * 3_600_000);
    const { runner, failures } = start(registryOf([silent, gone], [webhook('product')]), { product }, now);
    await begun([silent, gone]);
    await Promise.all([change(silent, 'ann'), change(gone, 'bob')]);
    runner.tell(silent);
    runner.tell(gone);

    await until(() => failures.length === 2);
    days = 2.9;
    await passTime(silent);
    await until(() => failures.length === 3);
    days = 3;
    await passTime(silent);
    await until(() => failures.length === 4);
    await until(async () => (await position(silent))?.state === 'ended');

    expect(await position(gone)).toMatchObject({ state: 'ended', failures: 1, lastError: 'it answered 410' });
    expect(failures.filter(({ pauseSeconds }) => pauseSeconds === undefined)).toHaveLength(2);
    expect(failures.map(({ failures: times }) => times).sort()).toEqual([1, 1, 2, 3]);
  });

  test('counts the three days from the first failure after an event was taken', async () => {
    const slug = slugOf();
    const product = new Receiver();
    let isBack = false;
    product.answer = ({ resource }) => Promise.resolve(isBack && resource['userName'] === 'ann' ? TAKEN : REFUSED);
    let days = 0;
    const now = () => new Date(Date.now() + days * 24 * 3_600_000);
    const { runner, failures } = start(registryOf([slug], [webhook('product')]), { product }, now);
    await begun([slug]);
    await change(slug, 'ann', 'bob');
    runner.tell(slug);
    await until(() => failures.length === 1);

    isBack = true;
    for (const [at, failed] of [
      [2, 2], // ann is taken, and bob is refused
      [4, 3],
    ] as const) {
      days = at;
      await passTime(slug);
      await until(() => failures.length === failed);
    }

    expect(product.taken).toEqual(['ann']);
    expect(failures.map(({ pauseSeconds }) => pauseSeconds)).toEqual([5, 5, 25]);
    expect(await position(slug)).toMatchObject({ state: 'active', failures: 2 });
  });

  test('takes no step before it may, and reads the events of a tenant once for all streams that wait', async () => {
    const slug = slugOf();
    const [product, other] = [new Receiver(), new Receiver()];
    const waiting: (() => void)[] = [];
    let isBusy = false;
    const step = () => (isBusy ? new Promise<void>((begin) => waiting.push(begin)) : Promise.resolve());
    const registry = registryOf([slug], [webhook('product'), webhook('other')]);
    const { runner } = start(registry, { product, other }, undefined, step);
    await begun([slug], 2);
    await until(async () => (await positions.of(slug)).every(({ dueAt }) => dueAt === undefined));
    await new Promise((done) => setTimeout(done, 300)); // the first round ends
    const messages = noteMessages();
    isBusy = true;
    /** Lets steps begin, once there are so many. */
    const letBegin = async (count: number) => {
      await until(() => waiting.length === count);
      const before = [...product.taken, ...other.taken];
      await new Promise((done) => setTimeout(done, 50));
      expect([...product.taken, ...other.taken]).toEqual(before);
      for (const begin of waiting.splice(0)) begin();
    };

    await change(slug, 'ann', 'bob');
    runner.tell(slug);
    await letBegin(2); // both take their lease
    await letBegin(1); // one page for both
    await letBegin(2); // both deliver ann
    await until(() => product.taken.length + other.taken.length === 2);
    await letBegin(2); // both deliver bob
    isBusy = false;
    await until(() => product.taken.length + other.taken.length === 4);

    expect([product.taken, other.taken]).toEqual([
      ['ann', 'bob'],
      ['ann', 'bob'],
    ]);
    expect(messages.filter(({ text }) => text.includes('select near')).length).toBe(1);
  });

  test('tells others while a receiver hangs', async () => {
    const [slow, quick] = [slugOf(), slugOf()];
    const product = new Receiver();
    let release: () => void = () => undefined;
    const hanging = new Promise<void>((done) => (release = done));
    product.answer = async ({ tenant }) => {
      if (tenant === slow) await hanging;
      return TAKEN;
    };
    const other = new Receiver();
    const registry = registryOf([slow, quick], [webhook('product'), webhook('other')]);
    const { runner } = start(registry, { product, other });
    await begun([slow, quick], 2);
    await change(slow, 'slow');
    runner.tell(slow);
    await change(quick, 'quick');
    runner.tell(quick);

    await until(() => product.taken.includes('quick') && other.taken.length === 2);

    expect(product.taken).toEqual(['quick']);
    release();
    await until(() => product.taken.length === 2);
  });

  test('delivers in order and not twice at the same time, however many processes there are', async () => {
    const slug = slugOf();
    const product = new Receiver();
    let underWay = 0;
    let most = 0;
    product.answer = async () => {
      most = Math.max(most, ++underWay);
      await new Promise((done) => setTimeout(done, 3));
      underWay--;
      return TAKEN;
    };
    const registry = registryOf([slug], [webhook('product')]);
    const processes = [1, 2, 3].map(() => start(registry, { product }));
    await begun([slug]);

    const names = Array.from({ length: 60 }, (_, n) => `user-${n}`);
    for (const [n, name] of names.entries()) {
      await change(slug, name);
      processes[n % 3]?.runner.tell(slug);
    }
    await until(() => product.taken.length >= names.length);
    await until(async () => (await position(slug))?.dueAt === undefined);

    expect(product.taken).toEqual(names);
    expect(most).toBe(1);
  });

  test('stops at a pause within moments, and goes on at a resume without telling an event twice', async () => {
    const slug = slugOf();
    const key = { tenant: slug, stream: 'product' };
    const product = new Receiver();
    product.answer = async () => {
      await new Promise((done) => setTimeout(done, 20));
      return TAKEN;
    };
    const names = Array.from({ length: 150 }, (_, n) => `user-${n}`);
    const { runner } = start(registryOf([slug], [webhook('product')]), { product });
    await begun([slug]);
    const before = await position(slug);
    await change(slug, ...names);
    runner.tell(slug);

    await until(async () => (await position(slug))?.cursor !== before?.cursor); // stored while the turn goes on
    const by = { requestId: 'r', tokenId: 'somebody' };
    await positions.control(key, { action: 'pause' }, by);
    for (let told = -1; told !== product.taken.length;) {
      told = product.taken.length;
      await new Promise((done) => setTimeout(done, 1_500)); // longer than a turn takes to notice
    }
    const atPause = product.taken.length;
    await positions.control(key, { action: 'resume' }, by);
    await until(() => product.taken.at(-1) === names.at(-1));

    expect(atPause).toBeLessThan(names.length);
    expect(product.taken).toEqual(names);
  });

  test('goes on where a process died, and tells again what that one may have told', async () => {
    const slug = slugOf();
    const product = new Receiver();
    const registry = registryOf([slug], [webhook('product')]);
    const dying = new Receiver();
    dying.answer = async (event, gone) => {
      const isLast = event.resource['userName'] === 'bob'; // it dies with this one
      if (isLast)
        await new Promise((_, failed) => {
          gone.addEventListener('abort', failed);
        });
      product.taken.push(String(event.resource['userName']));
      return TAKEN;
    };
    const first = start(registry, { product: dying });
    await begun([slug]);
    await change(slug, 'ann', 'bob');
    first.runner.tell(slug);
    await until(() => product.taken.length === 1);
    start(registry, { product });
    await passTime(slug); // its lease ends

    await until(() => product.taken.at(-1) === 'bob');

    expect(product.taken).toEqual(['ann', 'ann', 'bob']); // at least once, in order
  });

  test('hands what is left to the next process when it stops, and waits for the receiver that is to answer', async () => {
    const slug = slugOf();
    const product = new Receiver();
    const registry = registryOf([slug], [webhook('product')]);
    const first = start(registry, { product });
    await begun([slug]);
    let asked: () => void = () => undefined;
    const isAsked = new Promise<void>((done) => (asked = done));
    product.answer = async () => {
      asked();
      await new Promise((done) => setTimeout(done, 100));
      return TAKEN;
    };
    await change(slug, 'ann', 'bob');
    first.runner.tell(slug);
    await isAsked;

    await first.runner.close();

    expect(product.taken).toEqual(['ann']);
    start(registry, { product });
    await until(() => product.taken.length === 2);
    expect(product.taken).toEqual(['ann', 'bob']);
  });

  test('hands over an event that a receiver does not answer before the process stops, so that another goes on at once', async () => {
    const slug = slugOf();
    const product = new Receiver();
    const registry = registryOf([slug], [webhook('product')]);
    const { runner, attempts } = start(registry, { product });
    await begun([slug]);
    let asked: () => void = () => undefined;
    const isAsked = new Promise<void>((done) => (asked = done));
    product.answer = (_event, gone) => {
      asked();
      return new Promise((_, failed) => {
        gone.addEventListener('abort', () => {
          failed(gone.reason as Error);
        });
      });
    };
    await change(slug, 'ann');
    runner.tell(slug);
    await isAsked;

    await runner.close();

    expect(await positions.due(100)).toContainEqual({ tenant: slug, stream: 'product' });
    expect(attempts).toEqual([]);
    expect((await position(slug))?.behindSince).toBeInstanceOf(Date);
  });

  test('finds changes that no process has told of', async () => {
    const slug = slugOf();
    const product = new Receiver();
    const registry = registryOf([slug], [webhook('product')]);
    const first = start(registry, { product });
    await begun([slug]);
    await first.runner.close();
    await change(slug, 'ann'); // whoever made it died before it told anybody

    start(registry, { product });

    await until(() => product.taken.length === 1);
  });

  test('ends a stream whose place in the feed is gone, since its receiver has to reconcile', async () => {
    const slug = slugOf();
    const product = new Receiver();
    const { runner } = start(registryOf([slug], [webhook('product')]), { product });
    await begun([slug]);
    await change(slug, 'ann');
    runner.tell(slug);
    await until(async () => product.taken.length === 1 && (await position(slug))?.dueAt === undefined);
    // The database is restored from a backup.
    await administer(database.url, `delete from scim.provisioning_log where tenant_id = '${slug}'`);
    await administer(database.url, `update scim.event_positions set last = 0 where tenant_id = '${slug}'`);
    await passTime(slug);

    await until(async () => (await position(slug))?.state === 'ended');

    expect((await position(slug))?.lastError).toContain('restored from a backup');
  });

  test('leaves the position of a stream alone that is declared no more', async () => {
    const slug = slugOf();
    const product = new Receiver();
    await positions.begin({ tenant: slug, stream: 'former' }, 'c0');
    await passTime(slug, '2 minutes');
    start(registryOf([slug], [webhook('product')]), { product });
    await begun([slug], 2);

    await until(async () => ((await position(slug, 'former'))?.dueAt ?? new Date(0)) > new Date());

    expect(await position(slug, 'former')).toMatchObject({ state: 'active', cursor: 'c0' });
  });

  test('asks the database once a second for all tenants when nothing happens', async () => {
    const slugs = Array.from({ length: 20 }, slugOf);
    const product = new Receiver();
    start(registryOf(slugs, [webhook('product'), webhook('other')]), { product, other: product });
    await begun(slugs, 2);
    await new Promise((done) => setTimeout(done, 500)); // the first round ends
    const messages = noteMessages();

    await new Promise((done) => setTimeout(done, 2_500));

    const texts = messages.map(({ text }) => text);
    const looks = texts.filter((text) => text.includes('due_streams')).length;
    const rounds = texts.filter((text) => text.includes('from stream_positions where')).length;
    expect([looks >= 1, looks <= 4]).toEqual([true, true]);
    expect(rounds).toBeLessThanOrEqual(2); // each tenant once a minute
  });
});
