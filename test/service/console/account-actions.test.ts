import { load } from 'cheerio';

import { sha256 } from '../../../service/directory/tenant-registry';
import { formValueOf } from '../../../service/pages/form-token';
import { Database } from '../../../service/storage/connections/database';
import { startConsole } from '../../support/console';
import { administer, useDatabase } from '../../support/postgres';
import { newToken } from '../../support/scim-client';

const TENANT = '/console/tenants/contoso';
const TOKENS = `${TENANT}/tokens`;
const FORM = { form_token: formValueOf('token') };
const ADMIN = { requestId: 'request-1', tokenId: 'portal:ann-7' };

const database = useDatabase();
let db: Database;
beforeAll(() => (db = new Database({ connectionString: database.url, max: 2 }, () => undefined)));
afterAll(() => db.close());
beforeEach(async () => {
  for (const table of ['portal_tokens', 'portal_tenants']) await administer(database.url, `truncate scim.${table}`);
});

/** A console, and the account contoso, whose admin has switched SCIM on and created a token in the portal. */
async function start() {
  const console = await startConsole(db, { tenant: { managedBy: 'portal', scimEnabled: false, tokens: [] } });
  const token = newToken();
  const [now, expiresAt] = [new Date(), new Date(Date.now() + 86_400_000)];
  await console.accounts.switchScim('contoso', true, ADMIN);
  await console.accounts.addToken('contoso', { sha256: sha256(token), now, expiresAt, made: 0 }, ADMIN);
  await console.look();
  return Object.assign(console, { token });
}

async function latest({ history }: Awaited<ReturnType<typeof startConsole>>) {
  const { items } = await history.changes('contoso', { count: 1 });
  return items.map(({ type, action, name, tokenId }) => [type, action, name, tokenId]);
}

test('an operator revokes a token of the portal, and history says who did it', async () => {
  await using console = await start();
  const browser = await console.as('operator');
  const { html } = await browser.ask(TOKENS);

  const revoked = await browser.ask(load(html)('form[action$=revoke]').attr('action') ?? '', FORM);

  expect([revoked.status, revoked.to]).toEqual([303, TOKENS]);
  expect(console.registry.findToken(console.token)).toMatchObject({ revokedAt: expect.any(Date) as Date });
  expect(await latest(console)).toEqual([['Account', 'revoke', 'portal-1', 'somebody']]);
  expect((await browser.ask(TOKENS)).html).toContain('No tokens yet');
});

test('an operator switches SCIM off for an account of the portal, and its admin can switch it on again', async () => {
  await using console = await start();
  const browser = await console.as('operator');
  const { html } = await browser.ask(TENANT);

  const off = await browser.ask(load(html)('form[action$=disable]').attr('action') ?? '', FORM);

  expect([off.status, off.to]).toEqual([303, TENANT]);
  expect(console.registry.findTenant('contoso')?.scimEnabled).toBe(false);
  expect(await latest(console)).toEqual([['Account', 'disable', 'SCIM', 'somebody']]);
  const after = (await browser.ask(TENANT)).html;
  expect(after).toContain('SCIM is switched off');
  expect(load(after)('form[action$=disable]').length).toBe(0);
  await console.accounts.switchScim('contoso', true, ADMIN);
  await console.look();
  expect(console.registry.findTenant('contoso')?.scimEnabled).toBe(true);
});

test('a second click changes nothing, and is not in history', async () => {
  await using console = await start();
  const browser = await console.as('operator');
  const actions = [`${TOKENS}/portal-1/revoke`, `${TENANT}/scim/disable`];

  for (const action of [...actions, ...actions]) expect((await browser.ask(action, FORM)).status).toBe(303);

  const { items } = await console.history.changes('contoso', { count: 2 });
  expect(items.map(({ action }) => action)).toEqual(['disable', 'revoke']);
});

test('fails for an auditor, who is not offered it either', async () => {
  await using console = await start();
  const browser = await console.as('auditor');

  const answers = [
    await browser.ask(`${TOKENS}/portal-1/revoke`, FORM),
    await browser.ask(`${TENANT}/scim/disable`, FORM),
  ];

  expect(answers.map(({ status }) => status)).toEqual([403, 403]);
  expect(answers[0]?.html).toContain('This needs the app role');
  for (const page of [TENANT, TOKENS]) expect(load((await browser.ask(page)).html)('main form').length).toBe(0);
  expect(console.registry.findToken(console.token)).toMatchObject({ revokedAt: undefined });
  expect(console.registry.findTenant('contoso')?.scimEnabled).toBe(true);
});

test.each([
  ['of another site', FORM, { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }],
  ['without the token of the session', { form_token: 'guess' }, undefined],
])('fails for a form %s', async (_, form, headers) => {
  await using console = await start();
  const browser = await console.as('operator');

  expect((await browser.ask(`${TOKENS}/portal-1/revoke`, form, headers)).status).toBe(403);
  expect((await browser.ask(`${TENANT}/scim/disable`, form, headers)).status).toBe(403);
  expect(console.registry.findToken(console.token)).toMatchObject({ revokedAt: undefined });
});

test.each(['%00', 'portal-x', 'gen-1', '1'.repeat(1_000)])(
  'fails for %p, which is no token of the portal',
  async (id) => {
    await using console = await start();

    expect((await (await console.as('operator')).ask(`${TOKENS}/${id}/revoke`, FORM)).status).toBe(400);
  },
);

test('fails for a tenant of files, and says which file decides', async () => {
  await using console = await startConsole(db);
  const browser = await console.as('operator');

  const { status, html } = await browser.ask(`${TENANT}/scim/disable`, FORM);

  expect(status).toBe(409);
  expect(html).toContain('config/tenants/contoso.yaml');
  expect(load((await browser.ask(TENANT)).html)('main form').length).toBe(0);
});
