import { formValueOf } from '../../../service/pages/form-token';
import { Database } from '../../../service/storage/connections/database';
import { formTokenIn, startConsole } from '../../support/console';
import { useDatabase } from '../../support/postgres';

const STREAM = {
  name: 'product',
  delivery: 'webhook',
  url: 'https://app.example.com/hooks',
  secrets: ['stream-product-1'],
};
const KEY_OF_STREAM = { tenant: 'contoso', stream: 'product' };
const PAGE = '/console/tenants/contoso/streams';

const database = useDatabase();
let db: Database;
beforeAll(() => (db = new Database({ connectionString: database.url, max: 2 }, () => undefined)));
afterAll(() => db.close());

const start = () => startConsole(db, { tenant: { streams: [STREAM] } });

test('an operator pauses and resumes a stream, and history says who did it', async () => {
  await using console = await start();
  await console.positions.begin(KEY_OF_STREAM, 'cursor');
  const browser = await console.signedIn();
  const { html } = await browser.ask(PAGE);

  const paused = await browser.ask(`${PAGE}/product/pause`, { form_token: formTokenIn(html) });
  const after = await browser.ask(PAGE);
  await browser.ask(`${PAGE}/product/resume`, { form_token: formTokenIn(html) });

  expect(html).toContain('active, up to date');
  expect([paused.status, paused.to]).toEqual([303, PAGE]);
  expect(after.html).toContain('paused, up to date');
  expect((await browser.ask(PAGE)).html).toContain('active, up to date');
  const { items } = await console.history.changes('contoso', { count: 2 });
  expect(items.map(({ action, name, tokenId }) => [action, name, tokenId])).toEqual([
    ['resume', 'product', 'developer'],
    ['pause', 'product', 'developer'],
  ]);
});

test('a receiver that fails is shown with the reason', async () => {
  await using console = await start();
  const browser = await console.signedIn();
  await db.run('contoso', {
    text: `update stream_positions set failures = 3, failing_since = now(), last_error = 'it answered 500' where tenant_id = 'contoso'`,
  });

  const { html } = await browser.ask(PAGE);

  expect(html).toContain('The last attempt failed: it answered 500');
});

test.each([
  ['an operator, in a form without the token of the session', 'operator', 'guess', 403],
  ['an auditor', 'auditor', formValueOf('token'), 403],
  ['an operator', 'operator', formValueOf('token'), 303],
] as const)('a request to pause by %s is answered according to the role', async (_, role, formToken, status) => {
  await using console = await start();
  const browser = await console.as(role);

  const answer = await browser.ask(`${PAGE}/product/pause`, { form_token: formToken });
  const { html } = await browser.ask(PAGE);

  expect(answer.status).toBe(status);
  expect(html.includes('<form method="post" action="/console/tenants/contoso/streams')).toBe(role === 'operator');
});
