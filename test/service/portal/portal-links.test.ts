import { randomBytes } from 'node:crypto';

import { Database } from '../../../service/storage/connections/database';
import { newSlugs, startPortal } from '../../support/portal';
import { useDatabase } from '../../support/postgres';

const database = useDatabase();
let db: Database;
beforeAll(() => (db = new Database({ connectionString: database.url, max: 4 }, () => undefined)));
afterAll(() => db.close());

test('a link lets in once, and a program that only looks at it does not use it up', async () => {
  await using portal = await startPortal(db);
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
  await using portal = await startPortal(db);
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
  await using portal = await startPortal(db);
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

test('fails to let somebody in by a form of another site, and the link is still good', async () => {
  await using portal = await startPortal(db);
  const link = await portal.link();

  expect((await portal.browser().open(link, { Origin: 'https://evil.example' })).status).toBe(403);
  expect((await portal.browser().open(link)).status).toBe(303);
});

test('a thousand guesses are slowed down, and a good link lets in meanwhile', async () => {
  await using portal = await startPortal(db);
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
  await using one = await startPortal(db, key, slugs);
  await using two = await startPortal(db, key, slugs);
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
