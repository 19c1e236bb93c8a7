import { load } from 'cheerio';

import { SqlOverview } from '../../../service/storage/admin/sql-overview';
import { Database } from '../../../service/storage/connections/database';
import { barriersOf, complaintsOf, keepScreenshot, useBrowser } from '../../support/browser';
import { startConsole } from '../../support/console';
import { slugOf, startFleet } from '../../support/fleet';
import { useDatabase } from '../../support/postgres';

type Fleet = Awaited<ReturnType<typeof startFleet>>;

const browser = useBrowser();
const database = useDatabase();
let db: Database;
beforeAll(() => (db = new Database({ connectionString: database.url, max: 2 }, () => undefined)));
afterAll(() => db.close());

test.each(['constructor', 'toString', '__proto__', 'nothing'])(
  'a sort by %p, which is no column, is by state',
  async (sort) => {
    await using console = await startConsole(db);
    const browser = await console.signedIn();

    const { status, html } = await browser.ask(`/console?sort=${sort}`);

    expect(status).toBe(200);
    expect(load(html)('th[aria-sort]').text()).toBe('State');
  },
);

test('a tenant with refusals shows when they were', async () => {
  await using console = await startConsole(db);
  await db.run('contoso', {
    text: `insert into refusals (tenant_id, at, id, request_id, route, status, detail)
           values ('contoso', now(), gen_random_uuid(), 'request-1', 'POST /Users', 409, 'taken')`,
  });
  const hour = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000);
  await new SqlOverview(db).note('contoso', [{ hour, accepted: 0, refused: 1, failed: 0 }]);

  const { html } = await (await console.signedIn()).ask('/console');

  expect(load(html)('td[data-label="Refused in 24 h"] svg path').attr('d')).toBe('M23 10v-10');
});

/** A page of a browser whose person is signed in. */
async function signedInPage(fleet: Fleet, options?: Parameters<typeof browser.open>[0]) {
  const page = await browser.open(options);
  const { cookies } = await fleet.signedIn();
  await page.context().addCookies([...cookies].map(([name, value]) => ({ name, value, url: fleet.publicUrl })));
  return page;
}

describe('a fleet', () => {
  let fleet: Fleet;
  beforeAll(async () => (fleet = await startFleet(database.url, db, 40)));
  afterAll(() => fleet[Symbol.asyncDispose]());

  /** The cells of a column, in the order of a page that is sorted by a fact. */
  async function sorted(by: string, label: string) {
    const $ = load((await (await fleet.signedIn()).ask(`/console?sort=${by}`)).html);
    return $('tbody tr')
      .toArray()
      .map((row) => {
        const cell = $(`td[data-label="${label}"]`, row);
        const times = $('.ago', cell).toArray();
        return { tenant: $('th a', row).text(), text: cell.text(), times: times.map((each) => $(each).attr('title')) };
      });
  }

  test('shows the age and the last use of the newest token, and sorts by both', async () => {
    const [byAge, byUse] = [await sorted('token', 'Newest token'), await sorted('used', 'Newest token')];
    const known = byAge.filter(({ times }) => times.length > 0);

    expect(byAge).toHaveLength(41);
    expect(byAge.slice(0, 3).map(({ text }) => text)).toEqual(Array(3).fill('unknownnever used'));
    for (const { text } of known) expect(text).toMatch(/^\d+ d agoused \d+ (h|min|s) ago$/);
    expect(known.map(({ times }) => times[0])).toEqual(known.map(({ times }) => times[0]).sort());
    expect(byUse.map(({ times }) => times[1] ?? '')).toEqual(byUse.map(({ times }) => times[1] ?? '').sort());
  });

  test('shows the stream that is furthest behind, and sorts by it', async () => {
    const cells = await sorted('streams', 'Streams behind');
    const textOf = (wanted: string) => cells.find(({ tenant }) => tenant === wanted)?.text;

    expect(cells.map(({ tenant }) => tenant).slice(0, 4)).toEqual([24, 23, 4, 3].map(slugOf));
    expect([3, 4, 7, 1].map((n) => textOf(slugOf(n)))).toEqual([
      'ended2 of 2 behind',
      '10 min behind2 of 2 behind',
      expect.stringMatching(/^1\d s behind2 of 2 behind$/),
      'up to date',
    ]);
    expect(cells.at(-1)?.text).toBe('none');
  });

  test('is read with three statements, however many tenants there are', async () => {
    const [ofAll, ofOne] = [jest.spyOn(db, 'maintain'), jest.spyOn(db, 'run')];
    await (await fleet.signedIn()).ask('/console');

    expect(ofAll).toHaveBeenCalledTimes(3);
    expect(ofOne).not.toHaveBeenCalled();
    jest.restoreAllMocks();
  });

  test.each([
    { width: 360, colorScheme: 'dark' },
    { width: 1280, colorScheme: 'light' },
    { width: 2560, colorScheme: 'dark' },
  ] as const)('fits on a screen of $width pixels, $colorScheme', async ({ width, colorScheme }) => {
    const page = await signedInPage(fleet, { viewport: { width, height: 900 }, colorScheme });
    const complaints = complaintsOf(page);
    await page.goto(`${fleet.publicUrl}/console`);
    await keepScreenshot(page, `fleet-${width}-${colorScheme}`);

    expect(await barriersOf(page)).toEqual([]);
    expect(complaints).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(
      await page.evaluate(
        '(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector(".scroll"))',
      ),
    ).toBe(0);
    await page.context().close();
  });
});

describe('a fleet of a thousand tenants', () => {
  const own = useDatabase();

  test('has a first page of less than 100 KB in all, as sent', async () => {
    const ownDb = new Database({ connectionString: own.url, max: 2 }, () => undefined);
    await using fleet = await startFleet(own.url, ownDb, 999);
    const page = await signedInPage(fleet);
    const sent: number[] = [];
    const session = await page.context().newCDPSession(page);
    session.on('Network.loadingFinished', ({ encodedDataLength }) => sent.push(encodedDataLength));
    await session.send('Network.enable');

    await page.goto(`${fleet.publicUrl}/console`, { waitUntil: 'networkidle' });

    expect(await page.locator('tbody tr').count()).toBe(1_000);
    expect(sent).toHaveLength(4); // the page, its style, and two scripts
    expect(sent.reduce((sum, each) => sum + each)).toBeLessThan(100_000);
    await page.context().close();
    await ownDb.close();
  });
});
