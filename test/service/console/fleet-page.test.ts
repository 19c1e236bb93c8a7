import { load } from 'cheerio';

import { Database } from '../../../service/storage/database';
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
