import { randomBytes } from 'node:crypto';

import type { Person } from '../../../service/console/visit';
import { sessionSeal } from '../../../service/pages/session';
import { Database } from '../../../service/storage/connections/database';
import { CLIENT, DIRECTORY, formTokenIn, KEY, startConsole, type TestBrowser } from '../../support/console';
import { startOpenIdProvider } from '../../support/openid-provider';
import { useDatabase } from '../../support/postgres';

const database = useDatabase();
let db: Database;
beforeAll(() => (db = new Database({ connectionString: database.url, max: 2 }, () => undefined)));
afterAll(() => db.close());

/** Goes to Entra and back, as a browser does. */
async function signInAt(browser: TestBrowser) {
  const away = await browser.ask('/console/sign-in');
  const back = await fetch(away.to, { redirect: 'manual' });
  return browser.ask(back.headers.get('Location') ?? '');
}

describe('a link that the service printed', () => {
  test('lets in once, and a program that only looks at it does not use it up', async () => {
    await using console = await startConsole(db);
    const link = console.newLink();
    const code = new URL(link).searchParams.get('code') ?? '';
    const [first, second] = [console.browser(), console.browser()];

    await fetch(link); // the preview of a chat
    const entered = await first.ask('/console/sign-in', { code });
    const again = await second.ask('/console/sign-in', { code });

    expect([entered.status, entered.to]).toEqual([303, '/console']);
    expect((await first.ask('/console')).html).toContain('contoso');
    expect([again.status, [...second.cookies]]).toEqual([403, []]);
    expect(again.html).toContain('It was used before, or is older than a day');
  });

  test('fails when it is older than a day, and for a code that nobody made', async () => {
    await using console = await startConsole(db);
    const code = new URL(console.newLink()).searchParams.get('code') ?? '';
    console.pass(24 * 3600);

    expect((await console.browser().ask('/console/sign-in', { code })).status).toBe(403);
    expect((await console.browser().ask('/console/sign-in', { code: 'guess' })).status).toBe(403);
  });
});

describe('sign-in with Entra', () => {
  test('lets an operator in, with an assertion of the managed identity in place of a secret', async () => {
    await using entra = await startOpenIdProvider(CLIENT, DIRECTORY);
    await using console = await startConsole(db, { authority: entra.authority });
    const browser = console.browser();

    const visit = await browser.ask('/console');
    const back = await signInAt(browser);

    expect([visit.status, visit.to]).toEqual([303, '/console/sign-in']);
    expect([back.status, back.to]).toEqual([303, '/console']);
    expect(entra.assertions).toEqual(['an assertion of the managed identity']);
    expect((await browser.ask('/console')).html).toContain('Olga Operator');
  });

  test('fails for somebody without a role, and tells what to ask for', async () => {
    await using entra = await startOpenIdProvider(CLIENT, DIRECTORY);
    await using console = await startConsole(db, { authority: entra.authority });
    const browser = console.browser();
    entra.person = { ...entra.person, roles: ['Default Access'] };

    const back = await signInAt(browser);

    expect([back.status, [...browser.cookies.keys()]]).toEqual([403, []]);
    expect(back.html).toContain('has neither the role');
  });

  test('asks Entra again after a quarter of an hour, so that a role that was taken away ends the session', async () => {
    await using entra = await startOpenIdProvider(CLIENT, DIRECTORY);
    await using console = await startConsole(db, { authority: entra.authority });
    const browser = console.browser();
    await signInAt(browser);

    console.pass(14 * 60);
    const before = await browser.ask('/console');
    console.pass(60);
    entra.person = { ...entra.person, roles: [] };
    const after = await browser.ask('/console');

    expect(before.status).toBe(200);
    expect([after.status, after.to]).toEqual([303, '/console/sign-in']);
    expect((await signInAt(browser)).status).toBe(403);
  });

  test.each([
    ['a state of somebody else', ['state', 'other'], 400],
    ['a code that was not given', ['code', 'other'], 400],
    ['a refusal of Entra', ['error', 'access_denied'], 403],
  ] as const)('fails for %s', async (_, [name, value], status) => {
    await using entra = await startOpenIdProvider(CLIENT, DIRECTORY);
    await using console = await startConsole(db, { authority: entra.authority });
    const browser = console.browser();
    const away = await browser.ask('/console/sign-in');
    const url = new URL((await fetch(away.to, { redirect: 'manual' })).headers.get('Location') ?? '');
    url.searchParams.set(name, value);

    const back = await browser.ask(url.href);

    expect([back.status, [...browser.cookies.keys()]]).toEqual([status, []]);
  });

  test('fails in another browser than the one in which it began', async () => {
    await using entra = await startOpenIdProvider(CLIENT, DIRECTORY);
    await using console = await startConsole(db, { authority: entra.authority });
    const away = await console.browser().ask('/console/sign-in');
    const back = await fetch(away.to, { redirect: 'manual' });

    expect((await console.browser().ask(back.headers.get('Location') ?? '')).status).toBe(400);
  });
});

describe('a session', () => {
  test('ends when its person signs out', async () => {
    await using console = await startConsole(db);
    const browser = await console.signedIn();
    const { html } = await browser.ask('/console');

    const out = await browser.ask('/console/sign-out', { form_token: formTokenIn(html) });

    expect([out.status, [...browser.cookies.keys()]]).toEqual([200, []]);
    expect(out.html).toContain('You are signed out');
  });

  test.each([
    ['from another site', { Origin: 'https://evil.example' }, true],
    ['from another site of the same domain', { 'Sec-Fetch-Site': 'same-site' }, true],
    ['without the token of the session', {}, false],
  ])('is not changed by a form %s', async (_, headers, knowsToken) => {
    await using console = await startConsole(db);
    const browser = await console.signedIn();
    const { html } = await browser.ask('/console');

    const out = await browser.ask(
      '/console/sign-out',
      { form_token: knowsToken ? formTokenIn(html) : 'guess' },
      headers,
    );

    expect([out.status, [...browser.cookies.keys()]]).toEqual([403, ['console']]);
  });

  test.each([
    ['forged', () => 'forged'],
    ['of another key', () => sealed(randomBytes(32), 'console')],
    ['of the portal', () => sealed(KEY, 'portal')],
  ])('is none for a cookie that is %s', async (_, cookie) => {
    await using console = await startConsole(db);
    const browser = console.browser();
    browser.cookies.set('console', await cookie());

    expect((await browser.ask('/console')).status).toBe(303);
  });

  test('is kept in a cookie that scripts and other sites do not get', async () => {
    await using console = await startConsole(db);
    const code = new URL(console.newLink()).searchParams.get('code') ?? '';

    const { response } = await console.browser().ask('/console/sign-in', { code });

    expect(response.headers.get('Set-Cookie')).toMatch(
      /^console=[^;]+; Max-Age=28800; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
    );
  });

  function sealed(key: Buffer, audience: string): Promise<string> {
    const person: Person = { id: 'x', name: 'x', roles: ['operator'] };
    return sessionSeal(key, audience, () => new Date()).seal({
      person,
      formToken: '',
      expiresAt: new Date(Date.now() + 60_000),
    });
  }
});

test('no page can be shown in a frame, run a script of somebody else, or stay in a cache', async () => {
  await using console = await startConsole(db);

  const { headers } = (await console.browser().ask('/console/sign-in')).response;

  expect(headers.get('Content-Security-Policy')).toMatch(
    /default-src 'none'; script-src 'self';.* frame-ancestors 'none'/,
  );
  expect(headers.get('X-Frame-Options')).toBe('DENY');
  expect(headers.get('Cache-Control')).toBe('no-store');
});
