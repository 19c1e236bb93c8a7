import { writeFileSync } from 'node:fs';

import { access as program } from '../../../programs/access/program';
import { callProgram, startProgram } from '../../support/call-program';
import { administer, useDatabase } from '../../support/postgres';
import { registryEntry } from '../../support/registry-entry';
import { registryFile } from '../../support/registry-file';
import { type RunningScim, startScim } from '../../support/scim-client';

const replace = (path: string, value: unknown) => ({ Operations: [{ op: 'replace', path, value }] });

describe('entra-scim access', () => {
  const database = useDatabase();
  let scim: RunningScim;

  // Ten days ago, ann was a reviewer. Today, she is inactive, and bob was added.
  beforeAll(async () => {
    scim = await startScim(database);
    const roles = [{ value: 'account_reviewer' }];
    const { id: ann } = (await scim.send('POST', '/Users', { userName: 'ann', externalId: 'ext-ann', roles })).body;
    await scim.send('POST', '/Groups', { displayName: 'Finance', members: [{ value: ann }] });
    await administer(
      database.url,
      `set search_path to scim; update migrations set at = now() - interval '300 days';
       update provisioning_log set at = at - interval '10 days'; update membership_log set at = at - interval '10 days'`,
    );
    await scim.send('PATCH', `/Users/${ann}`, replace('active', false));
    await scim.send('POST', '/Users', { userName: 'bob', roles: [{ value: 'account_administrator' }] });
    await scim.other.send('POST', '/Users', { userName: 'carl', roles: [{ value: 'account_administrator' }] });
  });
  afterAll(() => scim[Symbol.asyncDispose]());

  const access = (...args: string[]) => callProgram(program, args, { DATABASE_URL: database.url });
  const rowsOf = (csv: string) =>
    csv
      .trim()
      .split('\r\n')
      .map((row) => row.split(','));
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);

  test('shows people who has which role', async () => {
    const { code, output } = await access(scim.tenant);

    expect(code).toBe(0);
    expect(output).toMatch(/ann +│ account_reviewer +│ no +│ .* Finance[^]*bob +│ account_administrator │ yes /);
  });

  test('gives an auditor who had which role on a day, as CSV', async () => {
    const [head, ...rows] = rowsOf((await access(scim.tenant, '--at', day(5), '--format', 'csv')).output);

    expect(head).toEqual([
      'tenant',
      'userName',
      'id',
      'externalId',
      'role',
      'defaultRole',
      'active',
      'since',
      'tokenId',
      'requestId',
      'groups',
    ]);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      1: 'ann',
      3: 'ext-ann',
      4: 'account_reviewer',
      6: 'true',
      8: 'gen-1',
      10: 'Finance',
    });
    expect(rows[0]?.[7]).toMatch(new RegExp(`^${day(10)}T`));
  });

  test('shows who has a role in any tenant', async () => {
    using registry = registryFile(scim.tenant, `${scim.tenant}-other`);

    const { output } = await callProgram(program, ['--all', '--role', 'account_administrator', '--format', 'csv'], {
      DATABASE_URL: database.url,
      TENANTS_FILE: registry.path,
    });

    expect(
      rowsOf(output)
        .slice(1)
        .map(([tenant, name]) => [tenant, name]),
    ).toEqual([
      [scim.tenant, 'bob'],
      [`${scim.tenant}-other`, 'carl'],
    ]);
  });

  test('counts who has a role by default as having it, and says that nobody assigned it', async () => {
    await scim.send('POST', '/Users', { userName: 'dora' });
    const { id } = (await scim.send('POST', '/Users', { userName: 'emil' })).body;
    await scim.send('PATCH', `/Users/${id}`, replace('active', false));
    const tenants = [registryEntry(scim.tenant, 'token', { defaultRole: 'account_analyst' })];
    using registry = registryFile(scim.tenant);
    writeFileSync(registry.path, JSON.stringify({ tenants }));
    const env = { DATABASE_URL: database.url, TENANTS_FILE: registry.path };
    const args = [scim.tenant, '--role', 'account_analyst'];

    const { output: table } = await callProgram(program, args, env);
    const [head, ...rows] = rowsOf((await callProgram(program, [...args, '--format', 'csv'], env)).output);

    expect(table).toMatch(/dora +│ account_analyst \(default\) │ yes/);
    expect(rows).toHaveLength(1);
    expect([rows[0]?.[1], rows[0]?.[head?.indexOf('role') ?? 0], rows[0]?.[head?.indexOf('defaultRole') ?? 0]]).toEqual(
      ['dora', '', 'account_analyst'],
    );
  });

  test('says which roles there are when nobody has the one that was asked for', async () => {
    expect(await access(scim.tenant, '--role', 'account_admin')).toMatchObject({
      code: 0,
      output: '',
      errors: 'nobody has access as account_admin; roles that somebody has: account_administrator, account_reviewer\n',
    });
  });

  test('fails with 2 for a tenant that the registry does not have, instead of saying that nobody has access', async () => {
    using registry = registryFile('contoso');

    expect(
      await callProgram(program, ['contosso', '--format', 'csv'], {
        DATABASE_URL: database.url,
        TENANTS_FILE: registry.path,
      }),
    ).toMatchObject({
      code: 2,
      output: '',
      errors: "the registry at TENANTS_FILE has no tenant 'contosso'; it has contoso\n",
    });
    expect((await access('contosso')).errors).toBe(
      "nobody has access; if that is unexpected, check the slug 'contosso'\n",
    );
  });

  test.each([
    [[], 'name one tenant, or use --all for all tenants'],
    [['contoso', '--all'], 'name one tenant, or use --all for all tenants'],
    [['--all'], 'TENANTS_FILE is not set; set it to the path of the registry, which lists all tenants'],
    [['contoso', '--at', '2999-01-01'], 'It must not be in the future.'],
    [['contoso', '--at', '2020-01-01'], 'history does not reach back to 2020-01-01T'],
  ])('fails with 2 for %j', async (args, complaint) => {
    const { code, errors } = await access(...args);

    expect(code).toBe(2);
    expect(errors).toContain(complaint);
  });

  test('is started with its arguments, and shows how to call it', async () => {
    const { code, output } = await startProgram('programs/main.ts', ['access', '--help']);

    expect(code).toBe(0);
    expect(output).toMatch(/--at <day>[^]*entra-scim access contoso --role/);
  });
});
