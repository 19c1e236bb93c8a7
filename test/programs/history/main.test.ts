import { randomUUID } from 'node:crypto';

import { history as program } from '../../../programs/history/program';
import { RefusalLog } from '../../../service/outcomes/refusal-log';
import { Database } from '../../../service/storage/connections/database';
import { appendRefusals } from '../../../service/storage/history/append-refusals';
import { callProgram, startProgram } from '../../support/call-program';
import { administer, useDatabase } from '../../support/postgres';
import { registryFile } from '../../support/registry-file';
import { type RunningScim, silentLog, startScim } from '../../support/scim-client';

const add = (value: string) => ({ Operations: [{ op: 'add', path: 'members', value: [{ value }] }] });
const replace = (path: string, value: unknown) => ({ Operations: [{ op: 'replace', path, value }] });

describe('entra-scim history', () => {
  const database = useDatabase();
  let scim: RunningScim;
  let ann: string;

  // Entra's changes: ann got a role and a group, was renamed, and lost her access. A second ann was refused.
  beforeAll(async () => {
    const db = new Database({ connectionString: database.url }, () => undefined);
    const refusals = new RefusalLog(
      (tenant, each) => appendRefusals(db, tenant, each),
      silentLog(),
      () => new Date(),
    );
    scim = await startScim(database, { overrides: { onOutcome: refusals.onOutcome } });
    const roles = [{ value: 'account_reviewer' }];
    ({ id: ann } = (await scim.send('POST', '/Users', { userName: 'ann@contoso.com', roles })).body);
    const { id: bob } = (await scim.send('POST', '/Users', { userName: 'bob' })).body;
    const { id: finance } = (await scim.send('POST', '/Groups', { displayName: '=Finance' })).body;
    await scim.send('PATCH', `/Groups/${finance}`, add(ann));
    await scim.send('PATCH', `/Groups/${finance}`, add(bob));
    await scim.send('PATCH', `/Users/${ann}`, replace('userName', 'anna@contoso.com'));
    await scim.send('PATCH', `/Users/${ann}`, replace('active', false));
    await scim.send('POST', '/Users', { userName: 'bob' });
    await refusals.close();
    await db.close();
  });
  afterAll(() => scim[Symbol.asyncDispose]());

  const history = (...args: string[]) => callProgram(program, args, { DATABASE_URL: database.url, TZ: 'UTC' });

  test('shows what was done to a user, found by a current or former name, latest last', async () => {
    for (const name of ['ANN@contoso.com', 'anna@contoso.com', ann]) {
      const { code, output } = await history(scim.tenant, '--user', name);

      expect(code).toBe(0);
      const lines = output.split('\n').filter((line) => / │ gen-1 │ /.test(line));
      expect(lines.map((line) => line.split(' │ ')[2]?.trim())).toEqual([
        'created; role account_reviewer',
        'joined =Finance',
        'userName ann@contoso.com → anna@contoso.com',
        'deactivated',
      ]);
      expect(lines.map((line) => line.split(' │ ')[1]?.trim())).toEqual([
        'User ann@contoso.com',
        'User ann@contoso.com',
        'User anna@contoso.com',
        'User anna@contoso.com',
      ]);
      expect(output).not.toContain('bob');
    }
  });

  test('shows who joined a group', async () => {
    const { output } = await history(scim.tenant, '--group', '=finance');

    expect(output).toMatch(/created[^]*added ann@contoso\.com[^]*added bob/);
  });

  test('gives a spreadsheet all of it, and no formula', async () => {
    const { output } = await history(scim.tenant, '--format', 'csv');

    const [head = '', ...rows] = output.trim().split('\r\n');
    expect(head).toMatch(/^at,type,id,name,externalId,action,what,/);
    expect(rows).toHaveLength(7);
    expect(rows[2]).toContain(",'=Finance,");
    const added = head.split(',').indexOf('membersAdded');
    expect(rows.map((row) => row.split(',')[added])).toEqual(['', '', '', 'ann@contoso.com', 'bob', '', '']);
  });

  test('gives a program all of it, as JSON, the latest only if it wants no more', async () => {
    const { output, errors } = await history(scim.tenant, '--limit', '2', '--format', 'json');

    expect(JSON.parse(output)).toMatchObject([
      { action: 'change', changes: { userName: { before: 'ann@contoso.com' } } },
      { action: 'change', id: ann, changes: { active: { before: true, after: false } } },
    ]);
    expect(errors).toBe('these are the latest 2; use --limit to see more\n');
  });

  test('shows the latest of all who had a name, if there are more than it may show', async () => {
    const ids = [];
    for (const userName of ['zoe', 'zora']) {
      const { id } = (await scim.other.send('POST', '/Users', { userName: 'zoe' })).body;
      await scim.other.send('PATCH', `/Users/${id}`, replace('userName', `${userName}-${ids.length}`));
      ids.push(id);
    }

    const args = [`${scim.tenant}-other`, '--user', 'zoe', '--limit', '3', '--format', 'json'];
    const { output, errors } = await history(...args);

    expect((JSON.parse(output) as { id: string; action: string }[]).map(({ id, action }) => [id, action])).toEqual([
      [ids[0], 'change'],
      [ids[1], 'create'],
      [ids[1], 'change'],
    ]);
    expect(errors).toBe('these are the latest 3; use --limit to see more\n');
  });

  test('leaves out refused requests from before --since', async () => {
    await administer(
      database.url,
      `insert into scim.refusals (tenant_id, at, id, request_id, route, status, detail)
       values ('${scim.tenant}', now() - interval '2 hours', gen_random_uuid(), 'request-old', 'POST /Users', 409, 'taken')`,
    );
    const refused = async (...args: string[]) => (await history(scim.tenant, '--refused', ...args)).output;

    expect(await refused()).toContain('request-old');
    expect(await refused('--since', '1h')).not.toContain('request-old');
    expect(await refused('--since', '1h')).toContain('409 uniqueness');
  });

  test('shows which requests were refused, why, and what to do', async () => {
    const { output } = await history(scim.tenant, '--refused', '--since', '1h');

    expect(output).toMatch(
      /POST \/Users │ 409 uniqueness │ a user with userName '…' already exists.* │ rename or delete one of the two .* │ [0-9a-f-]{36} │/,
    );
    expect(output).not.toContain('bob');
  });

  test('says so when nothing happened, and that the slug may be wrong', async () => {
    expect(await history('northwind')).toMatchObject({
      code: 0,
      output: '',
      errors: "there are no changes of 'northwind'; if that is unexpected, check the slug 'northwind'\n",
    });
  });

  test('fails with 2 for a tenant that the registry does not have and about which nothing is known', async () => {
    using registry = registryFile('contoso', scim.tenant);
    const env = { DATABASE_URL: database.url, TENANTS_FILE: registry.path };

    for (const args of [['contosso'], ['contosso', '--refused', '--format', 'csv']]) {
      expect(await callProgram(program, args, env)).toMatchObject({
        code: 2,
        output: '',
        errors: `the registry at TENANTS_FILE has no tenant 'contosso'; it has contoso, ${scim.tenant}\n`,
      });
    }
    expect(await callProgram(program, ['contoso'], env)).toMatchObject({
      code: 0,
      errors: "there are no changes of 'contoso'\n",
    });
  });

  test('says about whom nothing is known since a time, not that nothing happened', async () => {
    const { code, output, errors } = await history(scim.tenant, '--user', 'anna@contoso.com', '--since', '0m');

    expect([code, output]).toEqual([0, '']);
    expect(errors).toMatch(`there are no changes of the user 'anna@contoso.com' of '${scim.tenant}' since `);
  });

  test('forgets a person, and leaves what was done', async () => {
    const { output, errors } = await history('forget', scim.tenant, 'ann@contoso.com');

    const { output: left } = await history(scim.tenant, '--user', ann, '--format', 'json');
    expect(output).toBe(`${ann}: forgotten in 4 entries of the history of '${scim.tenant}'\n`);
    expect(errors).toMatch('still exists: later changes will name the user again');
    expect(left).not.toMatch(/anna?@contoso/);
    expect((JSON.parse(left) as { action: string }[]).map(({ action }) => action)).toEqual([
      'create',
      'join',
      'change',
      'change',
      'forget',
    ]);
  });

  test('fails to forget by a name that several had, changes nothing, and lists their ids', async () => {
    const named = { userName: 'carol' };
    const { id: first } = (await scim.send('POST', '/Users', named)).body;
    await scim.send('PATCH', `/Users/${first}`, replace('userName', 'caroline'));
    const { id: second } = (await scim.send('POST', '/Users', named)).body;
    await scim.send('DELETE', `/Users/${second}`);

    const { code, errors, output } = await history('forget', scim.tenant, 'carol');
    const { output: left } = await history(scim.tenant, '--user', 'carol', '--format', 'json');

    expect([code, output]).toEqual([2, '']);
    expect(errors).toContain(
      `2 users of '${scim.tenant}' have or had the name 'carol'; give the id of the user to forget:`,
    );
    expect(errors).toContain(`${first}  is 'caroline' now`);
    expect(errors).toContain(`${second}  deleted`);
    expect(left).not.toContain('forget');
  });

  test.each([
    [[], 'history of .* has nothing about a user with the id'],
    [['forget'], 'history of .* has nothing about a user with the id'],
  ])('fails with 2 for an id that nobody has, and changes nothing: %j', async (command, complaint) => {
    const before = (await history(scim.tenant, '--format', 'json')).output;
    const id = randomUUID();

    const { code, output, errors } = await history(
      ...(command.length > 0 ? [...command, scim.tenant, id] : [scim.tenant, '--user', id]),
    );

    expect([code, output]).toEqual([2, '']);
    expect(errors).toMatch(new RegExp(`${complaint} '${id}'; check the id, and the slug of the tenant`));
    expect((await history(scim.tenant, '--format', 'json')).output).toBe(before);
  });

  test('shows names without what would move the cursor of a terminal', async () => {
    await scim.other.send('POST', '/Users', { userName: 'eve\u001b[2Jadmin' });

    const { output } = await history(`${scim.tenant}-other`);

    expect(output).toContain('eve·[2Jadmin');
  });

  test('reads as the role that serves requests, which sees one tenant', async () => {
    const [row] = await administer(database.url, 'select count(*)::int as all from scim.provisioning_log');

    const { output } = await history(scim.tenant, '--format', 'json');

    expect((JSON.parse(output) as unknown[]).length).toBeLessThan(Number(row?.['all']));
  });

  test.each([
    [['contoso', '--user', 'nobody'], "'contoso' has no user 'nobody', and none is known to have had this name"],
    [['contoso', '--since', 'soon'], 'It must be a time such as 14:00'],
    [
      ['contoso', '--user', 'ann', '--group', 'finance'],
      "'--user <name|id>' cannot be used with option '--group <name|id>'",
    ],
    [['contoso', '--refused', '--user', 'ann'], "'--refused' cannot be used with option '--user <name|id>'"],
    [['forget', 'contoso', 'nobody'], "'contoso' has no user 'nobody'"],
  ])('fails with 2 for %j', async (args, complaint) => {
    const { code, errors } = await history(...args);

    expect(code).toBe(2);
    expect(errors).toContain(complaint);
  });

  test('fails with 2 without a database, and says what to set', async () => {
    const { code, errors } = await callProgram(program, ['contoso']);

    expect(code).toBe(2);
    expect(errors).toContain('neither ADMIN_URL nor DATABASE_URL is set');
  });

  test('fails with 2 when the database is away, and says why, without its password', async () => {
    const { code, errors } = await callProgram(program, ['contoso'], {
      DATABASE_URL: 'postgres://scim:the-password@127.0.0.1:1/scim',
    });

    expect(code).toBe(2);
    expect(errors).toMatch(/^the database at DATABASE_URL cannot be used: .*ECONNREFUSED 127\.0\.0\.1:1$/m);
    expect(errors).not.toContain('the-password');
  });

  test('is started with its arguments, and shows how to call it', async () => {
    const { code, output } = await startProgram('programs/main.ts', ['history', '--help']);

    expect(code).toBe(0);
    expect(output).toMatch(/--since <time>[^]*forget[^]*entra-scim history contoso --user/);
  });
});
