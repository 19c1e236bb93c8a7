import { randomUUID } from 'node:crypto';

import { load } from 'cheerio';

import { Database } from '../../../service/storage/connections/database';
import { startConsole } from '../../support/console';
import { administer, useDatabase } from '../../support/postgres';

const PAGE = '/console/tenants/contoso/access';
const DAY_MS = 86_400_000;

const database = useDatabase();
let db: Database;
beforeAll(async () => {
  db = new Database({ connectionString: database.url, max: 2 }, () => undefined);
  await administer(database.url, `update scim.migrations set at = now() - interval '3 days'`);
});
afterAll(() => db.close());
beforeEach(async () => {
  for (const table of ['users', 'groups', 'provisioning_log', 'membership_log'])
    await administer(database.url, `truncate scim.${table} cascade`);
});

/** A day as the page writes days. */
function day(ago: number): string {
  return new Date(Date.now() - ago * DAY_MS).toISOString().slice(0, 10);
}

/** Creates users who were analysts until today, when each became a reviewer and was deactivated. */
async function createUsers(count: number): Promise<string> {
  await administer(
    database.url,
    `set search_path = scim;
     insert into users (tenant_id, id, user_name, user_name_key, active, attributes, version, created, last_modified, changed_by)
       select 'contoso', ('018f0000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'user' || n, 'user' || n, false,
              '{"roles":[{"value":"account_reviewer"}]}', 2, now(), now(), 'gen-1' from generate_series(1, ${count}) as n;
     insert into provisioning_log (tenant_id, at, request_id, token_id, action, resource_type, resource_id, name, version, attributes, changes)
       select tenant_id, now() - interval '2 days', 'request-1', 'gen-1', 'create', 'User', id, user_name, 1, '{roles}',
              '{"role":{"after":"account_analyst"},"active":{"after":true}}' from users;
     insert into provisioning_log (tenant_id, at, request_id, token_id, action, resource_type, resource_id, name, version, attributes, changes)
       select tenant_id, now(), 'request-2', 'gen-2', 'change', 'User', id, user_name, 2, '{roles,active}',
              '{"role":{"before":"account_analyst","after":"account_reviewer"},"active":{"before":true,"after":false}}' from users`,
  );
  return '018f0000-0000-7000-8000-000000000001';
}

async function createGroup(name: string, members: number): Promise<string> {
  const id = randomUUID();
  await administer(
    database.url,
    `set search_path = scim;
     insert into groups (tenant_id, id, display_name, display_name_key, attributes, version, created, last_modified)
       values ('contoso', '${id}', '${name}', lower('${name}'), '{}', 1, now(), now());
     insert into members (tenant_id, group_id, user_id) select tenant_id, '${id}', id from users order by id limit ${members}`,
  );
  return id;
}

async function open(query = '', role: 'auditor' | 'operator' = 'auditor') {
  await using console = await startConsole(db);
  const { status, html } = await (await console.as(role)).ask(`${PAGE}${query}`);
  const $ = load(html);
  const rows = $('tbody tr')
    .toArray()
    .map((row) =>
      $('th, td', row)
        .toArray()
        .map((cell) => $(cell).text()),
    );
  return { status, $, rows, text: $('main').text().replace(/\s+/g, ' ') };
}

test('shows who has which role, since when, and by which request and token', async () => {
  const id = await createUsers(1);
  for (const name of ['Admins', 'Board', 'Chess', 'Drama']) await createGroup(name, 1);

  const { $, rows } = await open();

  expect(rows).toEqual([
    ['user1', 'inactive', 'account_reviewer', expect.stringContaining(day(0)), 'request-2gen-2', expect.any(String)],
  ]);
  expect(rows[0]?.[5]).toBe('4Admins, Board, Chess and 1 more');
  expect($('tbody th a').attr('href')).toBe(`/console/tenants/contoso/users/${id}`);
});

test('shows the access at the end of a day', async () => {
  await createUsers(1);

  const { $, rows } = await open(`?day=${day(1)}`);

  expect(rows).toEqual([
    ['user1', 'active', 'account_analyst', expect.stringContaining(day(2)), 'request-1gen-1', 'none'],
  ]);
  expect($('input[name=day]').val()).toBe(day(1));
});

test('a person reads page by page, and gets all of it in one file', async () => {
  await createUsers(150);
  await using console = await startConsole(db);
  const auditor = await console.as('auditor');

  const first = load((await auditor.ask(`${PAGE}?day=${day(1)}`)).html);
  const second = load((await auditor.ask(`${PAGE}${first('.pages a').attr('href') ?? ''}`)).html);
  const file = await auditor.ask(`${PAGE}${second('a[download]').attr('href') ?? ''}`);

  expect([first('tbody tr').length, second('tbody tr').length]).toEqual([100, 50]);
  expect(file.html.trim().split('\n')).toHaveLength(151);
  expect(file.html).toContain('contoso,user150,');
  expect(file.html).toContain(',account_analyst,,true,');
});

test('shows how many members each group has', async () => {
  await createUsers(1_001);
  await createGroup('Everybody', 1_001);
  const finance = await createGroup('Finance', 2);

  const { $, rows } = await open('?list=groups');

  expect(rows.map(([name, members]) => [name, members])).toEqual([
    ['Everybody', 'more than 1,000'],
    ['Finance', '2'],
  ]);
  expect($('tbody a').last().attr('href')).toBe(`/console/tenants/contoso/groups/${finance}`);
});

test.each([
  ['a day before history', day(30), `The access of ${day(30)} is not kept.`],
  ['a day that is still to come', day(-1), `${day(-1)} is still to come.`],
  ['a day that does not exist', '2026-02-30', 'The day is not a date such as 2026-11-30.'],
])('fails for %s, and says which days are kept', async (_, asked, reason) => {
  await createUsers(1);

  const { $, rows, text } = await open(`?day=${asked}`);

  expect(text).toContain(reason);
  expect(text).toContain(`History is kept from ${day(3)} to ${day(0)}.`);
  expect(rows).toEqual([]);
  expect($('input[name=day]').attr('min')).toBe(day(3));
});

test('a tenant without users and groups says what is missing', async () => {
  expect((await open()).text).toContain('No users yet');
  expect((await open(`?day=${day(1)}`)).text).toContain(`There were no users on ${day(1)}`);
  expect((await open('?list=groups')).text).toContain('No groups yet');
});

test.each(['auditor', 'operator'] as const)('an %s reads and downloads, and has nothing to change', async (role) => {
  await createUsers(1);

  const { status, $ } = await open('', role);

  expect([status, $('main form[method=post]').length, $('a[download]').length]).toEqual([200, 0, 1]);
});
