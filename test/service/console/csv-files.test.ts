import { Database } from '../../../service/storage/connections/database';
import { startConsole } from '../../support/console';
import { useDatabase } from '../../support/postgres';

const TENANT = '/console/tenants/contoso';

const database = useDatabase();
let db: Database;
beforeAll(() => (db = new Database({ connectionString: database.url, max: 2 }, () => undefined)));
afterAll(() => db.close());

/** A CSV file that a page offers, and its cells, none of which has a comma. */
async function download(path: string) {
  await using console = await startConsole(db);
  const { status, html, response } = await (await console.signedIn()).ask(path);
  return {
    status,
    cells: html
      .trim()
      .split('\n')
      .map((line) => line.split(',')),
    disposition: response.headers.get('Content-Disposition'),
  };
}

test('a file without entries has its headings', async () => {
  const files = await Promise.all(
    ['activity', 'refused', 'access'].map((page) => download(`${TENANT}/${page}?format=csv`)),
  );

  expect(files.map(({ cells }) => cells)).toEqual([
    [expect.arrayContaining(['at', 'name', 'what', 'roleBefore', 'requestId'])],
    [expect.arrayContaining(['at', 'route', 'detail', 'remedy'])],
    [expect.arrayContaining(['tenant', 'userName', 'role', 'since', 'groups'])],
  ]);
  expect(files[0]?.disposition).toMatch(/^attachment; filename="?contoso-activity-\d{4}-\d\d-\d\d\.csv"?$/);
});

test('a file has all changes, the latest first, and a name that looks like a formula is text', async () => {
  await db.run('contoso', {
    text: `insert into provisioning_log (tenant_id, at, request_id, token_id, action, resource_type, resource_id, name, version, attributes)
           select 'contoso', now() - make_interval(secs => n), 'request-' || n, 'gen-1', 'create', 'User', gen_random_uuid(),
                  '=cmd|''/c calc''!A' || n, 1, '{userName}'
             from generate_series(1, 250) as n`,
  });

  const [, ...rows] = (await download(`${TENANT}/activity?format=csv`)).cells;

  expect(rows.map((cells) => cells.at(-1))).toEqual(Array.from({ length: 250 }, (_, n) => `request-${n + 1}`));
  expect(rows[0]).toEqual(expect.arrayContaining([`'=cmd|'/c calc'!A1`, 'created', 'gen-1']));
});

test.each([
  [`${TENANT}/access?format=csv&day=2026-02-30`, 400],
  ['/console/tenants/nobody/activity?format=csv', 404],
])('fails to send %s with a page that says why', async (path, expected) => {
  const { status, disposition } = await download(path);

  expect([status, disposition]).toEqual([expected, null]);
});
