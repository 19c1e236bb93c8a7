import type { Numbering } from '../../../service/events/event-log';
import { News } from '../../../service/events/news';

const CONTOSO = { slug: 'contoso', defaultRole: undefined };
const FABRIKAM = { slug: 'fabrikam', defaultRole: undefined };
const NEVER = new AbortController().signal;

/** Longer than a test may run, so a test that waits for it fails. */
const FOR_EVER_MS = 1_000_000;

describe('waiting for news', () => {
  test.each<[string, Numbering]>([
    ['has numbered a change', { last: 7, isBehind: false }],
    ['has made a change that nobody has numbered', { last: 6, isBehind: true }],
  ])(
    'ends when another process %s',
    async (_title, found) => {
      const looks: Numbering[] = [{ last: 6, isBehind: false }];
      const news = new News(() => Promise.resolve(looks.shift() ?? found));

      await expect(news.from(CONTOSO, 7, FOR_EVER_MS, NEVER)).resolves.toBeUndefined();
    },
    10_000,
  );

  test('ends for the tenant that has news, and goes on for the others', async () => {
    const news = new News(() => Promise.resolve({ last: 0, isBehind: false }));
    const ended: string[] = [];
    const waiting = [CONTOSO, FABRIKAM].map((tenant) =>
      news.from(tenant, 1, FOR_EVER_MS, NEVER).then(() => ended.push(tenant.slug)),
    );

    news.tell('contoso');
    await waiting[0];
    const first = [...ended];
    news.close();
    await waiting[1];

    expect([first, ended]).toEqual([['contoso'], ['contoso', 'fabrikam']]);
  }, 10_000);

  test('looks once for all who wait for a tenant, and no more when nobody waits', async () => {
    let looks = 0;
    let found: (numbering: Numbering) => void = () => undefined;
    const news = new News(() => {
      looks++;
      return new Promise((done) => (found = done));
    });

    const waiting = Array.from({ length: 15 }, () => news.from(CONTOSO, 1, FOR_EVER_MS, new AbortController().signal));
    await new Promise((done) => setTimeout(done, 300));
    const meanwhile = looks;
    found({ last: 1, isBehind: false });
    await Promise.all(waiting);
    await new Promise((done) => setTimeout(done, 600));

    expect([meanwhile, looks]).toEqual([1, 1]);
  }, 10_000);

  test('continues for a reader who arrives just after the others have left', async () => {
    const looks: Numbering[] = [{ last: 1, isBehind: false }];
    const news = new News(() => Promise.resolve(looks.shift() ?? { last: 2, isBehind: false }));

    await news.from(CONTOSO, 1, FOR_EVER_MS, NEVER);

    await expect(news.from(CONTOSO, 2, FOR_EVER_MS, NEVER)).resolves.toBeUndefined();
  }, 10_000);

  test('is not delayed by a tenant for which looking takes long', async () => {
    const news = new News(({ slug }) =>
      slug === 'contoso' ? new Promise(() => undefined) : Promise.resolve({ last: 1, isBehind: false }),
    );
    const gone = new AbortController();
    const stuck = news.from(CONTOSO, 1, FOR_EVER_MS, gone.signal);

    await news.from(FABRIKAM, 1, FOR_EVER_MS, NEVER);

    gone.abort();
    await stuck;
  }, 10_000);

  test('goes on while the database is away', async () => {
    let looks = 0;
    const news = new News(() =>
      looks++ === 0 ? Promise.reject(new Error('away')) : Promise.resolve({ last: 1, isBehind: false }),
    );

    await expect(news.from(CONTOSO, 1, FOR_EVER_MS, NEVER)).resolves.toBeUndefined();
  }, 10_000);
});
