import { load } from 'cheerio';

import { Database } from '../../../service/storage/database';
import { SqlOverview } from '../../../service/storage/sql-overview';
import { startConsole } from '../../support/console';
import { useDatabase } from '../../support/postgres';

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

  expect(load(html)('td[data-label="Refused in 24 h"] svg path').attr('d')).toBe('M23 10v-10h1v10');
});
