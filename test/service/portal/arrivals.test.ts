import { load } from 'cheerio';

import { Database } from '../../../service/storage/connections/database';
import { startPortal } from '../../support/portal';
import { useDatabase } from '../../support/postgres';

const database = useDatabase();
let db: Database;
beforeAll(() => (db = new Database({ connectionString: database.url, max: 4 }, () => undefined)));
afterAll(() => db.close());

test('a request with a revoked token is refused, and the page says that Entra still presents it', async () => {
  await using portal = await startPortal(db);
  const ann = portal.browser();
  await ann.open(await portal.link());
  await ann.send('/portal/scim');
  const token = load((await ann.send('/portal/tokens#')).html)('#new-token').text();
  const entra = (presented: string) =>
    fetch(`${portal.publicUrl}/scim/v2/Users`, { headers: { Authorization: `Bearer ${presented}` } });
  const page = async () => {
    await portal.store();
    const $ = load((await ann.ask('/portal')).html);
    return [$('#state').text(), $('#arrivals').text()].join(' ').replace(/\s+/g, ' ');
  };

  expect((await entra(token)).status).toBe(200);
  expect(await page()).toContain('with token portal-1, was accepted');
  await ann.send('/portal/tokens#');
  await ann.send('/portal/tokens/portal-1');
  expect(await page()).toContain('Entra has not used portal-2 yet; it last called with portal-1, which was revoked');
  portal.pass(60);
  const refused = await entra(token);
  const stale = await page();
  await entra('a guess'.repeat(6));

  expect([refused.status, ((await refused.json()) as { detail: string }).detail]).toEqual([
    401,
    "the bearer token, 'portal-1', was revoked; store another as Secret Token of the application",
  ]);
  expect(stale).toContain('Entra is refused: it still presents portal-1, which was revoked');
  expect(stale).toContain('The last request, with token portal-1, was refused');
  expect(stale).toContain('store a valid token in Entra as Secret token');
  expect(stale).not.toContain('Waiting for the first request');
  expect(await page()).toBe(stale);
});

test('once SCIM is switched off, the page no longer says that the connection works', async () => {
  await using portal = await startPortal(db);
  const ann = portal.browser();
  await ann.open(await portal.link());
  await ann.send('/portal/scim');
  const token = load((await ann.send('/portal/tokens#')).html)('#new-token').text();
  const headers = { Authorization: `Bearer ${token}` };
  await fetch(`${portal.publicUrl}/scim/v2/Users`, { headers });
  await portal.store();

  await ann.send('/portal/scim');

  const arrivals = load((await ann.ask('/portal')).html)('#arrivals').text();
  expect(arrivals).toContain('but SCIM is off now');
  expect(arrivals).not.toContain('the connection works');
});
