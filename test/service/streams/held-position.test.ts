import { Receiver, REFUSED, TAKEN, until, useRunners, webhook } from '../../support/runners';

describe('HeldPosition', () => {
  const runners = useRunners();
  const { begun, change, passTime, position, registryOf, slugOf, start } = runners;

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

  test('tries again no sooner than the receiver asks', async () => {
    const slug = slugOf();
    const product = new Receiver();
    product.answer = () => Promise.resolve({ taken: false, status: 429, reason: 'it answered 429', pause: 120 });
    const { runner, failures } = start(registryOf([slug], [webhook('product')]), { product });
    await begun([slug]);
    const before = Date.now();
    await change(slug, 'ann');
    runner.tell(slug);

    await until(() => failures.length === 1);

    expect(failures[0]?.pauseSeconds).toBe(120);
    expect((await position(slug))?.dueAt?.getTime()).toBeGreaterThan(before + 60_000);
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
    await runners.positions.control(key, { action: 'pause' }, by);
    for (let told = -1; told !== product.taken.length;) {
      told = product.taken.length;
      await new Promise((done) => setTimeout(done, 1_500)); // longer than a turn takes to notice
    }
    const atPause = product.taken.length;
    await runners.positions.control(key, { action: 'resume' }, by);
    await until(() => product.taken.at(-1) === names.at(-1));

    expect(atPause).toBeLessThan(names.length);
    expect(product.taken).toEqual(names);
  });
});
