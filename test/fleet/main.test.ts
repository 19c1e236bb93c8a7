import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { appRoleId } from '../../constructs/entra/app-role';
import { configFolder, CONTOSO, FABRIKAM, PLATFORM } from '../support/config-folder';

const FLEET = {
  'defaults.yaml': 'wave: 5\n',
  'tenants/contoso.yaml': CONTOSO,
  'tenants/fabrikam.yaml': `${FABRIKAM}wave: 0\n`,
};

function tenants(configDir: string, ...args: string[]) {
  const { PATH = '' } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'fleet/main.ts', ...args], {
    env: { PATH, CONFIG_DIR: configDir, NO_COLOR: '1' },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('npm run tenants', () => {
  test('lists the fleet wave by wave, the canaries first', () => {
    using folder = configFolder(FLEET);

    const { status, stdout } = tenants(folder.path);

    expect(status).toBe(0);
    expect(stdout).toMatch(/slug +│ directory +│ plan +│ roles │ assignments │ generation │ wave/);
    expect(stdout).toMatch(/fabrikam .* external +│ +5 │ +0 │ +– │ +0 [^]*contoso .* enterprise +│ +6 │ +2 │ +1 │ +5 /);
  });

  test('gives a pipeline the tenants of a wave as JSON, with what it deploys', () => {
    using folder = configFolder(FLEET);

    const { stdout } = tenants(folder.path, '--format', 'json', '--wave', '5');

    expect(JSON.parse(stdout)).toMatchObject([{ slug: 'contoso', stack: 'tenant-contoso', state: 'present', wave: 5 }]);
  });

  test('takes the folder as an option, for one of several environments', () => {
    using folder = configFolder(FLEET);

    expect(tenants('/nowhere', '--config', folder.path).status).toBe(0);
  });

  test('tells how it is called', () => {
    const { status, stdout } = tenants('config', '--help');

    expect(status).toBe(0);
    expect(stdout).toMatch(/--format <format>[^]*lock[^]*import/);
  });

  test('fails with 2 and every complaint when the configuration is broken', () => {
    using folder = configFolder({ ...FLEET, 'defaults.yaml': 'wave: soon\n' });

    const { status, stderr } = tenants(folder.path);

    expect(status).toBe(2);
    expect(stderr).toMatch(/defaults\.yaml:1:7 wave: /);
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
    [['lock', '--forget', 'contoso'], "'contoso' has a file; remove that first"],
  ])('fails with 2 on %j', (args, message) => {
    using folder = configFolder(FLEET);

    const { status, stderr } = tenants(folder.path, ...args);

    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});

describe('npm run tenants -- lock', () => {
  test('writes the lock, and tells when it is not current', () => {
    using folder = configFolder(FLEET);

    expect(tenants(folder.path, 'lock', '--check')).toMatchObject({ status: 1 });
    expect(tenants(folder.path, 'lock').status).toBe(0);
    expect(tenants(folder.path, 'lock', '--check')).toMatchObject({ status: 0, stderr: '' });
  });

  test('tells of a tenant without a file until it is given up', () => {
    using folder = configFolder(FLEET);
    tenants(folder.path, 'lock');
    rmSync(join(folder.path, 'tenants', 'contoso.yaml'));

    tenants(folder.path, 'lock');
    expect(tenants(folder.path).stderr).toContain("notice: tenant 'contoso'");

    tenants(folder.path, 'lock', '--forget', 'contoso');
    expect(tenants(folder.path).stderr).toBe('');
  });
});

describe('npm run tenants -- import', () => {
  test("asks the Graph of the platform's cloud", () => {
    using folder = configFolder({
      ...FLEET,
      'platform.yaml': `${PLATFORM.replace('westeurope', 'chinanorth3')}cloud: { environment: china }\n`,
    });

    const { stdout } = tenants(folder.path, 'import', 'contoso');

    expect(stdout).toContain('az rest --url https://microsoftgraph.chinacloudapi.cn/v1.0/servicePrincipals/<id>/');
    expect(stdout).not.toContain('graph.microsoft.com');
  });

  test('takes all pages of what Graph lists, and fails with 2 on one that is not the last', () => {
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

    const first = tenants(folder.path, 'import', 'contoso', '--assigned-to', one);
    const both = tenants(folder.path, 'import', 'contoso', '--assigned-to', one, two);

    expect(first.status).toBe(2);
    expect(first.stderr).toContain(`one.json is not the last page; fetch the next one too, az rest --url '${next}'`);
    expect(both.stdout).toContain('/appRoleAssignedTo/second"');
  });

  test('fails with 2 for a tenant that is to go, with the way round', () => {
    using folder = configFolder({
      ...FLEET,
      'tenants/contoso.yaml': `${CONTOSO}state: absent\ndeletionProtection: false\n`,
    });

    const { status, stderr } = tenants(folder.path, 'import', 'contoso');

    expect(status).toBe(2);
    expect(stderr).toMatch(/tenant 'contoso' is absent, .* set 'state: present', import and apply/);
  });
});

describe('npm run tenants -- containers', () => {
  const AZURE = 'resourceGroup: state, storageAccount: acmestate';

  test.each([
    [`{ ${AZURE} }`, 'tfstate\n'],
    [
      `{ ${AZURE}, containerPerStack: true }`,
      'acme-scim-platform\nacme-scim-tenant-contoso\nacme-scim-tenant-fabrikam\n',
    ],
  ])('prints the containers to make for %s', (state, printed) => {
    using folder = configFolder({ ...FLEET, 'platform.yaml': `${PLATFORM}state: ${state}\n` });

    expect(tenants(folder.path, 'containers')).toMatchObject({ status: 0, stdout: printed });
  });

  test('fails with 2 where states are files', () => {
    using folder = configFolder(FLEET);

    const { status, stderr } = tenants(folder.path, 'containers');

    expect(status).toBe(2);
    expect(stderr).toContain("'state' names no storage account");
  });
});
