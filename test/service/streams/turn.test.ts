import { noteMessages } from '../../support/messages';
import { administer } from '../../support/postgres';
import { Receiver, TAKEN, until, useRunners, webhook } from '../../support/runners';

describe('takeTurn', () => {
  const runners = useRunners();
  const { begun, change, passTime, position, registryOf, slugOf, start } = runners;

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

  test('takes no step before it may, and reads the events of a tenant once for all streams that wait', async () => {
    const slug = slugOf();
    const [product, other] = [new Receiver(), new Receiver()];
    const waiting: (() => void)[] = [];
    let isBusy = false;
    const step = () => (isBusy ? new Promise<void>((begin) => waiting.push(begin)) : Promise.resolve());
    const registry = registryOf([slug], [webhook('product'), webhook('other')]);
    const { runner } = start(registry, { product, other }, undefined, step);
    await begun([slug], 2);
    await until(async () => (await runners.positions.of(slug)).every(({ dueAt }) => dueAt === undefined));
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

    expect(await runners.positions.due(100)).toContainEqual({ tenant: slug, stream: 'product' });
    expect(attempts).toEqual([]);
    expect((await position(slug))?.behindSince).toBeInstanceOf(Date);
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
    await administer(runners.database.url, `delete from scim.provisioning_log where tenant_id = '${slug}'`);
    await administer(runners.database.url, `update scim.event_positions set last = 0 where tenant_id = '${slug}'`);
    await passTime(slug);

    await until(async () => (await position(slug))?.state === 'ended');

    expect((await position(slug))?.lastError).toContain('restored from a backup');
  });
});
