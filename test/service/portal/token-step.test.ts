import { load } from 'cheerio';

import { Database } from '../../../service/storage/connections/database';
import { startPortal } from '../../support/portal';
import { administer, useDatabase } from '../../support/postgres';

const database = useDatabase();
let db: Database;
beforeAll(() => (db = new Database({ connectionString: database.url, max: 4 }, () => undefined)));
afterAll(() => db.close());

test('a token works at once, is shown once, and is stored nowhere', async () => {
  await using portal = await startPortal(db);
  const ann = portal.browser();
  await ann.open(await portal.link());
  await ann.send('/portal/scim');

  const { html } = await ann.send('/portal/tokens#');
  const token = load(html)('#new-token').text();

  expect(token).toMatch(/^[\w-]{43}$/);
  expect(portal.registry.findToken(token)).toMatchObject({ id: 'portal-1', tenant: { slug: portal.trial } });
  expect((await ann.ask('/portal')).html).not.toContain(token);
  expect(JSON.stringify(portal.lines)).not.toContain(token);
  for (const table of ['portal_tokens', 'portal_tenants', 'portal_links', 'provisioning_log', 'refusals']) {
    const rows = await administer(database.url, `select * from scim.${table}`);
    expect([table, JSON.stringify(rows).includes(token)]).toEqual([table, false]);
  }
});

test('a page that is reloaded makes no second token, and a third token is refused with the remedy', async () => {
  await using portal = await startPortal(db);
  const ann = portal.browser();
  await ann.open(await portal.link());
  await ann.send('/portal/scim');

  await ann.send('/portal/tokens#');
  const reloaded = await ann.send('/portal/tokens#', { made: '0' });
  await ann.send('/portal/tokens#');
  const [formToken] = [
    load((await ann.ask('/portal')).html)('[name=form_token]')
      .first()
      .val(),
  ];
  const third = await ann.ask('/portal/tokens', { form_token: String(formToken), days: '365', made: '2' });

  expect([reloaded.status, third.status]).toEqual([409, 409]);
  expect(reloaded.html).toContain('look at it first');
  expect(third.html).toContain('revoke the one that Entra does not use');
});

test.each(['%00', 'gen-1'])('fails to revoke %p, which is no token of the portal', async (id) => {
  await using portal = await startPortal(db);
  const ann = portal.browser();
  await ann.open(await portal.link());
  const formToken = load((await ann.ask('/portal')).html)('[name=form_token]')
    .first()
    .val();

  const { status } = await ann.ask(`/portal/tokens/${id}/revoke`, { form_token: String(formToken) });

  expect(status).toBe(404);
});
