import { randomBytes, randomUUID } from 'node:crypto';

import { load } from 'cheerio';
import express from 'express';

import { scimRefusal, type Tenant } from '../../../service/directory/tenant';
import { TenantRegistry } from '../../../service/directory/tenant-registry';
import { bearerAuth } from '../../../service/http/bearer-auth';
import { errorHandler, explainTo } from '../../../service/http/error-handler';
import { listen } from '../../../service/http/listen';
import { outcomes } from '../../../service/http/outcome';
import { RequestRates } from '../../../service/http/request-rates';
import { safeHeaders } from '../../../service/http/safe-headers';
import { openPortal } from '../../../service/open-portal';
import { CallLog } from '../../../service/outcomes/call-log';
import { RefusalLog } from '../../../service/outcomes/refusal-log';
import { sessionSeal } from '../../../service/pages/session';
import { PORTAL_PATH } from '../../../service/portal/portal-frame';
import { appendRefusals } from '../../../service/storage/append-refusals';
import { Database } from '../../../service/storage/database';
import { SqlOverview } from '../../../service/storage/sql-overview';
import { keptLog } from '../../support/log-lines';
import { administer, useDatabase } from '../../support/postgres';
import { registryEntry } from '../../support/registry-entry';

const EVIL = `"><script>document.title='run'</script>`;

const database = useDatabase();
let db: Database;
beforeAll(() => (db = new Database({ connectionString: database.url, max: 4 }, () => undefined)));
afterAll(() => db.close());

/** A replica of the service with a tenant in the portal, another one, one of files, and one whose plan lacks SCIM. */
async function startPortal(key: Uint8Array = randomBytes(32), slugs = newSlugs()) {
  const server = await listen(0);
  const publicUrl = `http://localhost:${server.port}`;
  let time = Date.now();
  const inPortal = (slug: string, plan = 'enterprise') =>
    registryEntry(slug, '', {
      managedBy: 'portal',
      scimEnabled: false,
      tokens: [],
      plan,
      roles: [{ value: 'viewer', displayName: EVIL }],
    });
  const { trial, other, files, standard } = slugs;
  const tenants = [inPortal(trial), inPortal(other), inPortal(standard, 'standard'), registryEntry(files, 'token')];
  const registry = TenantRegistry.parse(JSON.stringify({ tenants }));
  const kept = keptLog();
  const overview = new SqlOverview(db);
  const portal = openPortal({
    registry,
    aside: db,
    overview,
    sessionKey: key,
    publicUrl,
    log: kept.log,
    now: () => new Date(time),
  });
  const app = express();
  const callLog = new CallLog(overview, registry, kept.log, () => new Date(time));
  const refusalLog = new RefusalLog(
    (tenant, refusals) => appendRefusals(db, tenant, refusals),
    kept.log,
    () => new Date(time),
  );
  app.use(
    outcomes((outcome) => {
      callLog.onOutcome(outcome);
      refusalLog.onOutcome(outcome);
    }),
  );
  app.use(PORTAL_PATH, portal.routes);
  app.use(
    '/scim/v2',
    bearerAuth(registry, new RequestRates(), () => new Date(time)),
  );
  app.get('/scim/v2/Users', (_req, res) => void res.json({}));
  const explain = explainTo(kept.log, () => undefined);
  app.use(errorHandler(explain));
  server.serve(app, safeHeaders(publicUrl));
  return {
    ...slugs,
    publicUrl,
    registry,
    lines: kept.lines,
    /** Stores what a replica stores within seconds. */
    store: async () => {
      await callLog.close();
      await refusalLog.close();
    },
    pass: (seconds: number) => (time += seconds * 1e3),
    link: async (tenant = trial) => (await portal.links.make(tenant, 'ann-7')).url.replace(publicUrl, ''),
    browser: () => browserOf(publicUrl),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

function newSlugs() {
  const [trial, other, files, standard] = ['trial', 'other', 'files', 'standard'].map(
    (name) => `${name}-${randomUUID().slice(0, 8)}`,
  );
  return { trial: String(trial), other: String(other), files: String(files), standard: String(standard) };
}

/** A browser that keeps its cookie, follows no redirect, and sends forms as a browser does. */
function browserOf(origin: string) {
  let cookie = '';
  const ask = async (path: string, form?: Record<string, string>, headers: Record<string, string> = {}) => {
    const response = await fetch(new URL(path, origin), {
      redirect: 'manual',
      headers: { Cookie: cookie, ...(form ? { Origin: origin, 'Sec-Fetch-Site': 'same-origin', ...headers } : {}) },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
    cookie = /^[^;]*/.exec(response.headers.getSetCookie()[0] ?? cookie)?.[0] ?? '';
    return { status: response.status, headers: response.headers, html: await response.text() };
  };
  const open = (link: string, headers?: Record<string, string>) => {
    const { searchParams } = new URL(link, origin);
    return ask('/portal/sign-in', Object.fromEntries(searchParams), headers);
  };
  /** Sends the form of the page whose action begins with a path. */
  const send = async (action: string, values: Record<string, string> = {}, headers?: Record<string, string>) => {
    const $ = load((await ask('/portal')).html);
    const form = $(`form[action^="${action}"]`).first();
    const fields = Object.fromEntries(
      form
        .find('input, select')
        .toArray()
        .map((each) => [$(each).attr('name') ?? '', String($(each).val())]),
    );
    return ask(form.attr('action') ?? action, { ...fields, ...values }, headers);
  };
  return {
    ask,
    open,
    send,
    get cookie() {
      return cookie;
    },
    set cookie(value) {
      cookie = value;
    },
  };
}

test('a link lets in once, and a program that only looks at it does not use it up', async () => {
  await using portal = await startPortal();
  const link = await portal.link();
  const [preview, ann, eve] = [portal.browser(), portal.browser(), portal.browser()];

  expect((await preview.ask(link)).status).toBe(200);
  expect((await ann.open(link)).status).toBe(303);
  expect((await ann.ask('/portal')).html).toContain(portal.trial);
  const second = await eve.open(link);

  expect([second.status, eve.cookie]).toEqual([403, '']);
  expect(second.html).toContain('This link lets nobody in');
  expect((await eve.ask('/portal')).status).toBe(401);
});

test('a link lets in for five minutes, and a session lasts an hour', async () => {
  await using portal = await startPortal();
  const [late, timely] = [await portal.link(), await portal.link()];
  const ann = portal.browser();

  portal.pass(299);
  expect((await ann.open(timely)).status).toBe(303);
  portal.pass(1);
  expect((await portal.browser().open(late)).status).toBe(403);
  portal.pass(3598);
  expect((await ann.ask('/portal')).status).toBe(200);
  portal.pass(2);
  expect((await ann.ask('/portal')).status).toBe(401);
});

test('fails to lead to another tenant than the one that the link is for', async () => {
  await using portal = await startPortal();
  const link = new URL(await portal.link(), portal.publicUrl);
  link.searchParams.set('account', portal.other);
  const [eve, ann] = [portal.browser(), portal.browser()];

  expect((await eve.open(link.href)).status).toBe(403);
  await ann.open(await portal.link());
  await ann.send('/portal/scim');
  await ann.send('/portal/tokens#');
  const revoked = await ann.send('/portal/tokens/', {});
  const bob = portal.browser();
  await bob.open(await portal.link(portal.other));
  const page = await bob.ask('/portal');

  expect(revoked.status).toBe(303);
  expect(page.html).not.toContain(portal.trial);
  expect(portal.registry.findTenant(portal.other)?.scimEnabled).toBe(false);
});

test('any replica takes the session of another, and no replica takes a forged one or one for the console', async () => {
  const [key, slugs] = [randomBytes(32), newSlugs()];
  await using one = await startPortal(key, slugs);
  await using two = await startPortal(key, slugs);
  await using stranger = await startPortal(randomBytes(32), slugs);
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
  await using portal = await startPortal();
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

test('fails to let somebody in by a form of another site, and the link is still good', async () => {
  await using portal = await startPortal();
  const link = await portal.link();

  expect((await portal.browser().open(link, { Origin: 'https://evil.example' })).status).toBe(403);
  expect((await portal.browser().open(link)).status).toBe(303);
});

test('a thousand guesses are slowed down, and a good link lets in meanwhile', async () => {
  await using portal = await startPortal();
  const eve = portal.browser();

  const guesses = Array.from({ length: 1_000 }, (_, guess) =>
    eve.open(`/portal/sign-in?account=${portal.trial}&code=guess-${guess}`),
  );
  const statuses = (await Promise.all(guesses)).map(({ status }) => status);

  expect([...new Set(statuses)].sort()).toEqual([403, 429]);
  expect((await portal.browser().open(await portal.link())).status).toBe(303);
});

test('a thousand links let in once each, whoever tries them, and none after five minutes', async () => {
  const [key, slugs] = [randomBytes(32), newSlugs()];
  await using one = await startPortal(key, slugs);
  await using two = await startPortal(key, slugs);
  const together = <Item>(act: () => Promise<Item>) => Promise.all(Array.from({ length: 50 }, act));
  const letsIn = async (portal: typeof one, link: string) => {
    const browser = portal.browser();
    const { status } = await browser.open(link);
    return status === 303 && browser.cookie !== '';
  };
  const letIn = async (links: readonly string[], ...portals: (typeof one)[]) => {
    const tries = links.map((link) => Promise.all(portals.map((portal) => letsIn(portal, link))));
    return (await Promise.all(tries)).map((each) => each.filter(Boolean).length);
  };

  for (let links = 0; links < 1_000; links += 50) {
    const [made, unused] = [await together(() => one.link()), await together(() => one.link())];
    const ofOther = made.map((link) => link.replace(slugs.trial, slugs.other));
    const outcome = { ofOther: await letIn(ofOther, one), twiceAtOnce: await letIn(made, one, two) };
    one.pass(300);
    const late = await letIn(unused, one);

    const all = (times: number) => made.map(() => times);
    expect({ links, ...outcome, late }).toEqual({ links, ofOther: all(0), twiceAtOnce: all(1), late: all(0) });
  }
});

test('no page shows a name as markup, is framed, kept, or loads from elsewhere', async () => {
  await using portal = await startPortal();
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

test('a token works at once, is shown once, and is stored nowhere', async () => {
  await using portal = await startPortal();
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

test('a request with a revoked token is refused, and the page says that Entra still presents it', async () => {
  await using portal = await startPortal();
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
  await using portal = await startPortal();
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

test('a page that is reloaded makes no second token, and a third token is refused with the remedy', async () => {
  await using portal = await startPortal();
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
  await using portal = await startPortal();
  const ann = portal.browser();
  await ann.open(await portal.link());
  const formToken = load((await ann.ask('/portal')).html)('[name=form_token]')
    .first()
    .val();

  const { status } = await ann.ask(`/portal/tokens/${id}/revoke`, { form_token: String(formToken) });

  expect(status).toBe(404);
});

test('fails to switch or make anything for an account of files, or whose plan lacks it', async () => {
  await using portal = await startPortal();
  for (const [tenant, reason] of [
    [portal.files, `config/tenants/${portal.files}.yaml`],
    [portal.standard, 'The plan Standard does not include user provisioning'],
  ] as const) {
    const ann = portal.browser();
    await ann.open(await portal.link(tenant));
    const { html } = await ann.ask('/portal');
    const values = {
      form_token: String(load(html)('[name=form_token]').val()),
      enabled: 'true',
      days: '90',
      made: '0',
    };
    const answers = [await ann.ask('/portal/scim', values), await ann.ask('/portal/tokens', values)];

    expect(load(html)('form').length).toBe(1); // to sign out
    expect(answers.map(({ status }) => status)).toEqual([403, 403]);
    expect(answers[0]?.html).toContain(reason);
  }
});

test('an account whose plan lacks provisioning is told which plans have it', async () => {
  await using portal = await startPortal();
  const ann = portal.browser();
  await ann.open(await portal.link(portal.standard));
  const text = load((await ann.ask('/portal')).html).text();

  expect(text).toContain('part of the plans Enterprise and Business Critical; this account is on Standard');
  expect(text).not.toContain('Generate');
});

test('what was switched on is on for Entra, and off again when somebody switches it off', async () => {
  await using portal = await startPortal();
  const ann = portal.browser();
  await ann.open(await portal.link());
  const refusal = () => scimRefusal(portal.registry.findTenant(portal.trial) as Tenant);

  expect(refusal()).toContain('switched off');
  await ann.send('/portal/scim');
  expect(refusal()).toBeUndefined();
  await ann.send('/portal/scim');
  expect(refusal()).toContain('switched off');
});
