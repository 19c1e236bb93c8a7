import { type CheerioAPI, load } from 'cheerio';
import type { Page } from 'playwright-core';

import { SqlOverview } from '../../../service/storage/admin/sql-overview';
import { Database } from '../../../service/storage/connections/database';
import { barriersOf, complaintsOf, keepScreenshot, useBrowser } from '../../support/browser';
import { startConsole } from '../../support/console';
import { useDatabase } from '../../support/postgres';

const TENANT = '/console/tenants/contoso';
const STREAM = {
  name: 'product',
  delivery: 'webhook',
  url: 'https://app.example.com/hooks',
  secrets: ['stream-product-1'],
};
const HOUR_MS = 3_600_000;

const database = useDatabase();
const browser = useBrowser();
let db: Database;
beforeAll(async () => {
  db = new Database({ connectionString: database.url, max: 2 }, () => undefined);
  await fill();
});
afterAll(() => db.close());

/** The hour in which all of this happens, however long the tests take. */
const CURRENT = Math.floor(Date.now() / HOUR_MS);

/** Beginning of the hour that was so many hours ago. */
const hour = (ago: number) => new Date((CURRENT - ago) * HOUR_MS);

/**
 * Contoso has nearly eight days of requests, thousands of which were accepted, and 3 to 5 in each of three hours refused.
 * The stream was half an hour behind at worst.
 */
async function fill(): Promise<void> {
  const refused: Readonly<Record<number, number>> = { 4: 3, 5: 5, 6: 4, 100: 2 };
  const requests = Array.from({ length: 180 }, (_, ago) => ({
    hour: hour(ago),
    accepted: 9_000 + Math.round(4_000 * Math.sin(ago / 4)),
    refused: refused[ago] ?? 0,
    failed: ago === 7 ? 20 : 0,
  }));
  await db.run('contoso', {
    text: `insert into refusals (tenant_id, at, id, request_id, route, status, detail)
           select 'contoso', now(), gen_random_uuid(), 'request-1', 'POST /Users', 409, 'userName is taken'
             from generate_series(1, 12)`,
  });
  await db.run('contoso', {
    text: `insert into hourly_lags (tenant_id, stream, hour, seconds)
           select 'contoso', 'product', $1::timestamptz - make_interval(hours => ago),
                  case when ago between 6 and 12 then 1800 - 200 * (12 - ago) else 0 end
             from generate_series(0, 100) as ago`,
    values: [hour(0)],
  });
  await db.run('contoso', {
    text: `insert into users (tenant_id, id, user_name, user_name_key, active, attributes, version, created, last_modified, changed_by)
           select 'contoso', gen_random_uuid(), 'u' || n, 'u' || n, n % 20 <> 0,
                  case when n <= 400 then jsonb_build_object('roles', jsonb_build_array(jsonb_build_object('value',
                    case when n <= 300 then 'account_reviewer' when n <= 380 then 'account_analyst' else 'account_administrator' end)))
                  else '{}' end, 1, now(), now(), 'gen-1'
             from generate_series(1, 440) as n`,
  });
  await new SqlOverview(db).note('contoso', requests);
}

/** A console in the middle of the hour. */
async function start() {
  const console = await startConsole(db, { tenant: { streams: [STREAM] } });
  console.pass((hour(0).getTime() + HOUR_MS / 2 - Date.now()) / 1e3);
  return console;
}

/** A page, as its server sends it. */
async function htmlOf(path: string): Promise<CheerioAPI> {
  await using console = await start();
  await console.positions.begin({ tenant: 'contoso', stream: 'product' }, 'cursor');
  return load((await (await console.as('auditor')).ask(path)).html);
}

/** The bars of the plot with this id, as they are drawn. Those of all panels, from top to bottom. */
function barsIn($: CheerioAPI, id: string) {
  return $(`svg[aria-labelledby=${id}-title] rect`)
    .toArray()
    .map((bar) => ({
      look: $(bar).attr('class')?.split(' ')[0],
      x: Number.parseFloat($(bar).attr('x') ?? ''),
      height: Number($(bar).attr('height')),
      title: $(bar).find('title').text(),
    }));
}

const utc = (at: Date) => at.toISOString().slice(0, 16).replace('T', ' ');

describe('requests over time', () => {
  test('have a bar for each hour, in the order of the hours', async () => {
    const bars = barsIn(await htmlOf(TENANT), 'requests').filter(({ look }) => look === 'calm');

    expect(bars).toHaveLength(24);
    expect(bars.map(({ x }) => x)).toEqual(bars.map(({ x }) => x).sort((one, other) => one - other));
    expect(bars.at(-1)?.title).toMatch(new RegExp(`^${utc(hour(0))} UTC, accepted: 9,000 so far$`));
    expect(bars[0]?.title).toContain(utc(hour(23)));
  });

  test('show few refusals beside thousands of requests, on a scale of their own', async () => {
    const bars = barsIn(await htmlOf(TENANT), 'requests').filter(({ look }) => look === 'bad');

    expect(bars.map(({ title }) => title)).toEqual([
      `${utc(hour(6))} UTC, refused: 4`,
      `${utc(hour(5))} UTC, refused: 5`,
      `${utc(hour(4))} UTC, refused: 3`,
    ]);
    const [four = NaN, five = NaN] = bars.map(({ height }) => height);
    expect(four / five).toBeCloseTo(4 / 5);
    expect(five).toBeGreaterThan(40);
  });

  test('are also a table of the same numbers, and a sentence that a screen reader reads instead', async () => {
    const $ = await htmlOf(TENANT);

    const cells = $('table tr')
      .filter((_, row) => $(row).find('time').attr('datetime') === hour(5).toISOString())
      .find('td')
      .toArray()
      .map((cell) => $(cell).text());
    expect(cells).toEqual(['5', expect.stringMatching(/^\d,\d{3}$|^\d{2},\d{3}$/), '0']);
    const svg = $('svg.hours');
    expect(svg.attr('role')).toBe('img');
    expect($(`#${svg.attr('aria-labelledby')}`).text()).toBe('Requests of Entra in the last 24 hours');
    expect($(`#${svg.attr('aria-describedby')}`).text()).toMatch(
      /accepted, 12 refused, 20 failed by a fault of the service\. Most refused in an hour: 5, from .*\.$/,
    );
  });

  test('can be those of a week', async () => {
    const $ = await htmlOf(`${TENANT}?span=week`);

    const bars = barsIn($, 'requests');
    expect(bars.filter(({ look }) => look === 'calm')).toHaveLength(168);
    expect(bars.filter(({ look }) => look === 'bad')).toHaveLength(4);
    expect($('.choices [aria-current]').text()).toBe('7 days');
    expect($('[data-hour]:not(.off)').length).toBe(7);
  });

  test('are said to be none when there were none', async () => {
    await using console = await startConsole(db, { tenant: { slug: 'northwind' } });

    const { html } = await (await console.as('auditor')).ask('/console/tenants/northwind?span=week');

    expect(load(html)('.plots .empty').text()).toContain('Requests of Entra in the last 7 daysThere were none.');
  });
});

test('users by role have bars in proportion, and each role leads to its users', async () => {
  const $ = await htmlOf(TENANT);

  const rows = $('table.bars tbody tr')
    .toArray()
    .map((row) => ({
      role: $(row).find('th').text(),
      numbers: $(row)
        .find('td.number')
        .toArray()
        .map((cell) => $(cell).text()),
      widths: $(row)
        .find('rect')
        .toArray()
        .map((bar) => Number.parseFloat($(bar).attr('width') ?? '')),
    }));
  expect(rows).toContainEqual({ role: 'account_reviewer', numbers: ['285', '15'], widths: [95, 5] });
  expect(rows).toContainEqual({ role: 'account_administrator', numbers: ['19', '1'], widths: [6.333, 0.333] });
  expect(rows).toContainEqual({ role: 'data_steward', numbers: ['0', '0'], widths: [] });
  expect(rows.at(-1)).toEqual({ role: 'none', numbers: ['38', '2'], widths: [12.667, 0.667] });
  expect($('table.bars a[href$="role=account_analyst"]').attr('href')).toBe(`${TENANT}/users?role=account_analyst`);
});

test('how far behind a stream was is plotted in a unit that suits, and hours in which nobody looked stay empty', async () => {
  const $ = await htmlOf(`${TENANT}/streams?span=week`);

  const bars = barsIn($, 'lag-product');
  expect(bars).toHaveLength(7);
  expect(bars[0]?.title).toBe(`${utc(hour(12))} UTC, oldest event that waited: 30 min`);
  expect($('svg .unit').text()).toBe(', minutes behind');
  expect($('#lag-product-summary').text()).toContain('At worst 30 min, in the hour from');
});

/** A plot in a browser. */
async function open(path: string, options?: Parameters<typeof browser.open>[0]) {
  const console = await start();
  await console.positions.begin({ tenant: 'contoso', stream: 'product' }, 'cursor');
  const page = await browser.open(options);
  const complaints = complaintsOf(page);
  const cookies = [...(await console.as('operator')).cookies];
  await page.context().addCookies(cookies.map(([name, value]) => ({ name, value, url: console.publicUrl })));
  await page.goto(new URL(path, console.publicUrl).href);
  return {
    page,
    complaints,
    [Symbol.asyncDispose]: async () => {
      await page.context().close();
      await console[Symbol.asyncDispose]();
    },
  };
}

/** Pairs of labels that lie on each other, and labels that stick out of their plot. */
function collisionsIn(page: Page): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('figure.plot')].flatMap((plot) => {
    const frame = plot.getBoundingClientRect();
    const labels = [...plot.querySelectorAll('text')]
      .map((label) => ({ text: label.textContent, box: label.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0);
    const outside = labels.filter(({ box }) => box.left < frame.left || box.right > frame.right);
    const pairs = labels.flatMap((one, index) => labels.slice(index + 1).map((other) => [one, other]));
    const touching = pairs.filter(([{ box: a }, { box: b }]) =>
      a.left < b.right && b.left < a.right && a.top + 2 < b.bottom && b.top + 2 < a.bottom);
    return [...outside.map(({ text }) => text + ' sticks out'), ...touching.map(([a, b]) => a.text + ' on ' + b.text)];
  })`);
}

const LOOKS = [360, 1280, 2560].flatMap((width) =>
  (['light', 'dark'] as const).flatMap((colorScheme) =>
    [
      '/console',
      TENANT,
      `${TENANT}/streams`,
      ...(width === 360 && colorScheme === 'light' ? [`${TENANT}?span=week`] : []),
    ].map((path) => ({
      width,
      colorScheme,
      path,
    })),
  ),
);

test.each(LOOKS)('plots are legible at $width pixels, $colorScheme: $path', async ({ width, colorScheme, path }) => {
  await using opened = await open(path, { viewport: { width, height: 800 }, colorScheme });
  const { page, complaints } = opened;
  await keepScreenshot(page, `plots${path.slice('/console'.length).replaceAll(/\W+/g, '-')}-${width}-${colorScheme}`);
  for (const table of await page.getByText('Show as a table').all()) await table.click();

  expect(await barriersOf(page)).toEqual([]);
  expect(complaints).toEqual([]);
  expect(await collisionsIn(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
});

describe('the hours of a plot', () => {
  const labelsIn = (page: Page) => page.locator('[data-hour]:not(.off)').allTextContents();

  test('are those of the reader', async () => {
    await using opened = await open(TENANT, { timezoneId: 'Asia/Kolkata' });

    expect((await labelsIn(opened.page)).sort()).toEqual(['00:30', '06:30', '12:30', '18:30']);
    expect(await opened.page.locator('[data-zone]').textContent()).toMatch(/^Asia\/(Calcutta|Kolkata)$/);
  });

  test('begin the reader’s days', async () => {
    await using opened = await open(`${TENANT}?span=week`, { timezoneId: 'America/New_York' });

    const hours = await opened.page
      .locator('[data-hour]:not(.off)')
      .evaluateAll((labels) => labels.map((label) => new Date(label.getAttribute('data-hour') ?? '').getUTCHours()));
    expect(hours).toHaveLength(7);
    expect(hours.every((each) => each === 4 || each === 5)).toBe(true); // midnight there, in summer or winter
  });

  test('are in UTC without JavaScript', async () => {
    await using opened = await open(TENANT, { javaScriptEnabled: false, timezoneId: 'Asia/Kolkata' });

    expect((await labelsIn(opened.page)).sort()).toEqual(['00:00', '06:00', '12:00', '18:00']);
    expect(await opened.page.locator('[data-zone]').textContent()).toBe('UTC');
  });
});
