import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { appRoleId } from '../../../entra/app-role';
import { tenants as program } from '../../../programs/tenants/program';
import { callProgram, startProgram } from '../../support/call-program';
import { configFolder, CONTOSO, FABRIKAM, NORTHWIND, PLATFORM } from '../../support/config-folder';

const FLEET = {
  'defaults.yaml': 'wave: 5\n',
  'tenants/contoso.yaml': CONTOSO,
  'tenants/fabrikam.yaml': `${FABRIKAM}wave: 0\n`,
};

const tenants = (configDir: string, ...args: string[]) => callProgram(program, args, { CONFIG_DIR: configDir });

describe('entra-scim tenants', () => {
  test('lists the fleet wave by wave, the canaries first', async () => {
    using folder = configFolder(FLEET);

    const { code, output } = await tenants(folder.path);

    expect(code).toBe(0);
    expect(output).toMatch(/slug +│ directory +│ plan +│ roles │ assignments │ generation │ wave/);
    expect(output).toMatch(/fabrikam .* external +│ +5 │ +0 │ +– │ +0 [^]*contoso .* enterprise +│ +6 │ +2 │ +1 │ +5 /);
  });

  test('shows a tenant that its admin manages in the portal without a stack and a generation', async () => {
    using folder = configFolder({ 'tenants/northwind.yaml': NORTHWIND });

    const { output } = await tenants(folder.path);
    const { output: json } = await tenants(folder.path, '--format', 'json');
    const refused = await tenants(folder.path, 'import', 'northwind');

    expect(output).toMatch(/northwind .* enterprise +│ +5 │ +0 │ +portal │ +1 /);
    expect(JSON.parse(json)).toMatchObject([
      { slug: 'northwind', managedBy: 'portal', stack: null, generation: null, target: 'companion' },
    ]);
    expect(refused).toMatchObject({
      code: 2,
      errors: expect.stringContaining("tenant 'northwind' is managed in the portal: its admin sets up Entra"),
    });
  });

  test('gives a pipeline the tenants of a wave as JSON, with what it deploys', async () => {
    using folder = configFolder(FLEET);

    const { output } = await tenants(folder.path, '--format', 'json', '--wave', '5');

    expect(JSON.parse(output)).toMatchObject([{ slug: 'contoso', stack: 'tenant-contoso', state: 'present', wave: 5 }]);
  });

  test('takes the folder as an option, for one of several environments', async () => {
    using folder = configFolder(FLEET);

    expect((await tenants('/nowhere', '--config', folder.path)).code).toBe(0);
  });

  test('is started with its arguments, and shows how to call it', async () => {
    const { code, output } = await startProgram('programs/main.ts', ['tenants', '--help']);

    expect(code).toBe(0);
    expect(output).toMatch(/The default command is list[^]*lock[^]*import/);
  });

  test('fails with 2 and every complaint when the configuration is broken', async () => {
    using folder = configFolder({ ...FLEET, 'defaults.yaml': 'wave: soon\n' });

    const { code, errors } = await tenants(folder.path);

    expect(code).toBe(2);
    expect(errors).toMatch(/defaults\.yaml:1:7 wave: /);
  });

  test.each([
    [['--format', 'csv'], 'Allowed choices are table, json'],
    [['--wave', 'one'], 'It must be a whole number from 0'],
    [['import', 'nobody'], "there is no tenant 'nobody'; known are contoso, fabrikam"],
    [['import', 'contoso', '--assigned-to', 'package.json'], "It must be a JSON file with Graph's answer"],
    [['import', 'contoso', '--service-principal', 'nonsense'], 'It must be an object id (GUID)'],
    [['import', 'contoso', '--job', 'nonsense'], 'It must be the id of a synchronization job'],
    [['import', 'contoso', '--principal', 'ann@contoso.example'], 'It must be a name and an object id'],
    [['import-platform', '--stack', '/nowhere'], '/nowhere/cdk.tf.json does not exist; run `npx cdktf synth` first'],
    [['lock', '--forget', 'contoso'], "'contoso' still has a file; remove the file first"],
  ])('fails with 2 on %j', async (args, message) => {
    using folder = configFolder(FLEET);

    const { code, errors } = await tenants(folder.path, ...args);

    expect(errors).toContain(message);
    expect(code).toBe(2);
  });
});

describe('entra-scim tenants lock', () => {
  test('writes the lock, and says when it is outdated', async () => {
    using folder = configFolder(FLEET);

    expect(await tenants(folder.path, 'lock', '--check')).toMatchObject({ code: 1 });
    expect((await tenants(folder.path, 'lock')).code).toBe(0);
    expect(await tenants(folder.path, 'lock', '--check')).toMatchObject({ code: 0, errors: '' });
  });

  test('mentions a tenant without a file until it is given up', async () => {
    using folder = configFolder(FLEET);
    await tenants(folder.path, 'lock');
    rmSync(join(folder.path, 'tenants', 'contoso.yaml'));

    await tenants(folder.path, 'lock');
    expect((await tenants(folder.path)).errors).toContain("notice: tenant 'contoso'");

    await tenants(folder.path, 'lock', '--forget', 'contoso');
    expect((await tenants(folder.path)).errors).toBe('');
  });
});

describe('entra-scim tenants import', () => {
  test("asks the Graph of the platform's cloud", async () => {
    using folder = configFolder({
      ...FLEET,
      'platform.yaml': `${PLATFORM.replace('westeurope', 'chinanorth3')}cloud: { environment: china }\n`,
    });

    const { output } = await tenants(folder.path, 'import', 'contoso');

    expect(output).toContain('az rest --url https://microsoftgraph.chinacloudapi.cn/v1.0/servicePrincipals/<id>/');
    expect(output).not.toContain('graph.microsoft.com');
  });

  test('reads all pages of a list from Graph, and fails with 2 when the last one is missing', async () => {
    const assignment = (id: string, name: string) => ({
      id,
      principalId: 'x',
      principalType: 'Group',
      principalDisplayName: name,
      appRoleId: appRoleId('contoso', 'account_analyst'),
    });
    const next = 'https://graph.microsoft.com/v1.0/next';
    using folder = configFolder({
      ...FLEET,
      'one.json': JSON.stringify({ value: [assignment('first', 'Others')], '@odata.nextLink': next }),
      'two.json': JSON.stringify({ value: [assignment('second', 'Data Analysts')] }),
    });
    const [one, two] = ['one.json', 'two.json'].map((name) => join(folder.path, name)) as [string, string];

    const first = await tenants(folder.path, 'import', 'contoso', '--assigned-to', one);
    const both = await tenants(folder.path, 'import', 'contoso', '--assigned-to', one, two);

    expect(first.code).toBe(2);
    expect(first.errors).toContain(`one.json is not the last page; fetch the next one too: az rest --url '${next}'`);
    expect(both.output).toContain('/appRoleAssignedTo/second"');
  });

  test('fails with 2 for a tenant that is to be removed, and says what to do instead', async () => {
    using folder = configFolder({
      ...FLEET,
      'tenants/contoso.yaml': `${CONTOSO}state: absent\ndeletionProtection: false\n`,
    });

    const { code, errors } = await tenants(folder.path, 'import', 'contoso');

    expect(code).toBe(2);
    expect(errors).toMatch(/tenant 'contoso' is absent: .* set 'state: present', import and apply/);
  });
});

describe('entra-scim tenants containers', () => {
  const AZURE = 'resourceGroup: state, storageAccount: acmestate';

  test.each([
    [`{ ${AZURE} }`, 'tfstate\n'],
    [
      `{ ${AZURE}, containerPerStack: true }`,
      'acme-scim-platform\nacme-scim-tenant-contoso\nacme-scim-tenant-fabrikam\n',
    ],
  ])('prints the containers to make for %s', async (state, printed) => {
    using folder = configFolder({ ...FLEET, 'platform.yaml': `${PLATFORM}state: ${state}\n` });

    expect(await tenants(folder.path, 'containers')).toMatchObject({ code: 0, output: printed });
  });

  test('fails with 2 where states are files', async () => {
    using folder = configFolder(FLEET);

    const { code, errors } = await tenants(folder.path, 'containers');

    expect(code).toBe(2);
    expect(errors).toContain("'state' names no storage account");
  });
});
