import { randomUUID } from 'node:crypto';

import { TenantRegistry } from '../../../service/directory/tenant-registry';
import { noteMessages } from '../../support/messages';
import { registryEntry } from '../../support/registry-entry';
import { Receiver, TAKEN, until, useRunners, webhook } from '../../support/runners';

describe('Runner', () => {
  const runners = useRunners();
  const { begun, change, passTime, position, registryOf, slugOf, start } = runners;

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
      (await runners.positions.attempts({ tenant: slug, stream: 'product' }, { count: 9, before: undefined })).length,
    ).toBe(3);
  });

  test('tells a new stream what happens while it begins, without further news', async () => {
    const slug = slugOf();
    const product = new Receiver();
    let begin: () => void = () => undefined;
    const mayBegin = new Promise<void>((done) => (begin = done));
    const original = runners.positions.begin;
    let asked = false;
    jest.spyOn(runners.positions, 'begin').mockImplementation(async (...given) => {
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

  test('leaves the position of a stream alone that is declared no more', async () => {
    const slug = slugOf();
    const product = new Receiver();
    await runners.positions.begin({ tenant: slug, stream: 'former' }, 'c0');
    await passTime(slug, '2 minutes');
    start(registryOf([slug], [webhook('product')]), { product });
    await begun([slug], 2);

    await until(async () => ((await position(slug, 'former'))?.dueAt ?? new Date(0)) > new Date());

    expect(await position(slug, 'former')).toMatchObject({ state: 'active', cursor: 'c0' });
  });

  test('goes on where it stopped with a stream that is declared again', async () => {
    const slug = slugOf();
    const [product, other] = [new Receiver(), new Receiver()];
    const registry = registryOf([slug], [webhook('product')]);
    const first = start(registry, { product });
    await begun([slug]);
    await change(slug, 'ann');
    first.runner.tell(slug);
    await until(() => product.taken.length === 1);
    await first.runner.close();
    const without = start(registryOf([slug], [webhook('other')]), { other });
    await begun([slug], 2);
    await change(slug, 'bob');
    without.runner.tell(slug);
    await until(() => other.taken.length === 1);

    start(registry, { product });

    await until(() => product.taken.length === 2);
    expect(product.taken).toEqual(['ann', 'bob']);
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
