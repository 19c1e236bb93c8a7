import { randomBytes, randomUUID } from 'node:crypto';

import { sessionSeal } from '../../../service/pages/session';
import { Database } from '../../../service/storage/connections/database';
import { EVIL, newSlugs, startPortal } from '../../support/portal';
import { useDatabase } from '../../support/postgres';

const database = useDatabase();
let db: Database;
beforeAll(() => (db = new Database({ connectionString: database.url, max: 4 }, () => undefined)));
afterAll(() => db.close());

test('any replica takes the session of another, and no replica takes a forged one or one for the console', async () => {
  const [key, slugs] = [randomBytes(32), newSlugs()];
  await using one = await startPortal(db, key, slugs);
  await using two = await startPortal(db, key, slugs);
  await using stranger = await startPortal(db, randomBytes(32), slugs);
  const ann = one.browser();
  await ann.open(await one.link());
  const sealedFor = (audience: string) => {
    const person = { tenant: one.trial, subject: 'ann-7' };
    const session = { person, formToken: '', expiresAt: new Date(Date.now() + 60_000) };
    return sessionSeal(key, audience, () => new Date()).seal(session);
  };
  const asked = async (portal: typeof one, cookie: string) => {
    const browser = portal.browser();
    browser.cookie = cookie;
    return (await browser.ask('/portal')).status;
  };

  expect(await asked(two, ann.cookie)).toBe(200);
  expect(await asked(stranger, ann.cookie)).toBe(401);
  expect(await asked(one, `${ann.cookie.slice(0, -4)}AAAA`)).toBe(401);
  expect(await asked(one, `portal=${await sealedFor('portal')}`)).toBe(200);
  expect(await asked(one, `portal=${await sealedFor('console')}`)).toBe(401);
});

test.each([
  ['from another site', {}, { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }],
  ['without an origin', {}, { Origin: '' }],
  ['with a token of another session', { form_token: 'forged' }, {}],
])('fails to do what a form asks for that was sent %s', async (_how, values, headers) => {
  await using portal = await startPortal(db);
  const ann = portal.browser();
  await ann.open(await portal.link());

  const answers = [
    await ann.send('/portal/scim', values, headers),
    await ann.send('/portal/tokens#', values, headers),
    await ann.send('/portal/sign-out', values, headers),
  ];

  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
  expect(portal.registry.tokensOf(portal.registry.findTenant(portal.trial))).toEqual([]);
  expect((await ann.ask('/portal')).status).toBe(200);
});

test('no page shows a name as markup, is framed, kept, or loads from elsewhere', async () => {
  await using portal = await startPortal(db);
  const ann = portal.browser();
  await ann.open(await portal.link());
  await ann.send('/portal/scim');
  await db.run(portal.trial, {
    text: `insert into provisioning_log (tenant_id, request_id, token_id, action, resource_type, resource_id, name, version, attributes)
           values ($1, 'request-1', 'portal-1', 'create', 'User', $2, $3, 1, '{userName}')`,
    values: [portal.trial, randomUUID(), EVIL],
  });

  const { html, headers } = await ann.ask('/portal');
  const link = await portal.browser().ask(`/portal/sign-in?account=${encodeURIComponent(EVIL)}&code=${EVIL}`);

  expect(html).toContain('&lt;script>document');
  expect([html, link.html].some((each) => each.includes(EVIL))).toBe(false);
  expect(headers.get('Content-Security-Policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
  expect(headers.get('Cache-Control')).toBe('no-store');
});
