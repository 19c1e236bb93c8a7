import { CONTOSO } from '../support/config-folder';
import { DependencyGraph } from '../support/dependency-graph';
import { synthPlatform } from '../support/platform';

const graphOf = (lines = '') => new DependencyGraph(synthPlatform(lines).platform.json);

describe('the order in which the platform is made', () => {
  test('puts database, its administrator and the migration before the app', () => {
    const before = graphOf().typesBefore('azurerm_container_app');

    expect([...before]).toEqual(
      expect.arrayContaining([
        'azurerm_postgresql_flexible_server',
        'azurerm_postgresql_flexible_server_database',
        'azurerm_postgresql_flexible_server_active_directory_administrator',
        'azurerm_container_app_job',
      ]),
    );
  });

  test("puts the network's name resolution before the database", () => {
    const graph = graphOf();
    const [link = ''] = graph.ofType('azurerm_private_dns_zone_virtual_network_link');
    const servers = graph.ofType('azurerm_postgresql_flexible_server');

    expect(servers.map((server) => graph.before(server).has(link))).toEqual([true, true]);
  });

  test('puts the firewall rule of a database without a network before the app', () => {
    expect([...graphOf('network: none').typesBefore('azurerm_container_app')]).toContain(
      'azurerm_postgresql_flexible_server_firewall_rule',
    );
  });

  test('puts the right to write secrets, and time for it to take effect, before each secret', () => {
    const graph = graphOf('registry: { username: puller }');
    const secrets = graph.ofType('azurerm_key_vault_secret');

    expect(secrets).toHaveLength(2);
    for (const secret of secrets) {
      const types = [...graph.before(secret)].map((address) => address.split('.')[0]);
      expect(types).toEqual(expect.arrayContaining(['azurerm_role_assignment', 'time_sleep', 'azurerm_key_vault']));
    }
  });

  test.each(['azurerm_container_app', 'azurerm_container_app_job'])(
    'puts the right to pull the image, and time for it to take effect, before %s',
    (type) => {
      const registries = '/subscriptions/s/resourceGroups/r/providers/Microsoft.ContainerRegistry/registries';
      const graph = graphOf(`registry: { azureRegistryId: ${registries}/ghcr }`);
      const [address = ''] = graph.ofType(type);
      const before = [...graph.before(address)];

      const pullers = graph.ofType('azurerm_role_assignment').filter((grant) => grant.includes('Registry'));
      expect(pullers).toHaveLength(2);
      expect(before).toEqual(expect.arrayContaining(pullers));
      expect(before.filter((found) => found.startsWith('time_sleep'))).toHaveLength(1);
    },
  );

  test('puts DNS records before the name that they prove', () => {
    const zone = '{ name: acme.example, resourceGroup: dns }';
    const graph = graphOf(`service: { customDomain: { host: scim.acme.example, dnsZone: ${zone} } }`);

    expect([...graph.typesBefore('azurerm_container_app_custom_domain')]).toEqual(
      expect.arrayContaining(['azurerm_dns_txt_record', 'azurerm_dns_cname_record', 'azurerm_container_app']),
    );
  });

  test('makes a restored server from the old one, and the app after both', () => {
    const graph = graphOf('database: { restores: [{ at: "2026-11-02T10:30:00Z" }] }');
    const [app = ''] = graph.ofType('azurerm_container_app');
    const servers = graph.ofType('azurerm_postgresql_flexible_server');

    const [restored = '', first = ''] = servers.toSorted();
    expect(servers).toHaveLength(2);
    expect([...graph.before(app)]).toEqual(expect.arrayContaining(servers));
    expect([...graph.before(restored)]).toContain(first);
  });

  test('has no circle', () => {
    const graph = graphOf();

    expect(() => graph.addresses.map((address) => graph.before(address))).not.toThrow();
  });
});

describe('the steps of the deployment', () => {
  const stepsOf = (lines = '') => {
    const { json } = synthPlatform(lines).platform;
    const graph = new DependencyGraph(json);
    const step = (name: string) => graph.ofType('terraform_data').find((address) => address.includes(name)) ?? '';
    return { graph, step, resources: json.resource?.['terraform_data'] ?? {} };
  };
  const DOMAIN = 'service: { customDomain: { host: scim.acme.example } }';

  test('migrate the database before the app starts, wait until it is healthy, and then certify its name', () => {
    const { graph, step } = stepsOf(DOMAIN);
    const [app = ''] = graph.ofType('azurerm_container_app');
    const [job = ''] = graph.ofType('azurerm_container_app_job');
    const [domain = ''] = graph.ofType('azurerm_container_app_custom_domain');

    expect([...graph.before(app)]).toContain(step('Migrated'));
    expect([...graph.before(step('Migrated'))]).toContain(job);
    expect([...graph.before(step('Settled'))]).toContain(app);
    expect([...graph.before('terraform_data.tenants')]).toContain(app);
    expect([...graph.before(step('Certified'))]).toEqual(expect.arrayContaining([domain, step('Settled')]));
  });

  test('validate a host with an A record over HTTP, and certify none that has a certificate', () => {
    const HOST = 'service: { customDomain: { host: acme.example, record: a';
    const vaultId =
      '/subscriptions/9d3b7c55-0a3e-4a7c-8f5c-6f0f4a3c2b1d/resourceGroups/shared/providers/Microsoft.KeyVault/vaults/acme';
    const commandOf = ({ step, resources }: ReturnType<typeof stepsOf>) =>
      JSON.stringify(resources[step('Certified').slice('terraform_data.'.length)] ?? 'none');

    expect(commandOf(stepsOf(DOMAIN))).not.toContain('--validation');
    expect(commandOf(stepsOf(`${HOST} } }`))).toContain('--host acme.example --validation http');
    expect(commandOf(stepsOf(`${HOST}, certificate: { vaultId: ${vaultId}, name: scim } } }`))).toBe('"none"');
  });

  test.each([
    ['service: { replicas: { max: 9 } }', ['Settled']],
    ['service: { rollout: gated }', ['Settled']],
    ['service: { allowedAddresses: [20.190.128.0/18] }', []],
    ['monitoring: { alerts: off }', []],
    ['database: { restores: [{ at: "2026-11-02T10:30:00Z" }] }', ['Migrated', 'Settled']],
  ])('run again when what they wait for changes: %s', (lines, expected) => {
    const before = stepsOf().resources;
    const after = stepsOf(lines).resources;
    const changed = Object.keys(after).filter(
      (name) =>
        JSON.stringify(after[name]?.['triggers_replace']) !== JSON.stringify(before[name]?.['triggers_replace']),
    );

    expect(changed.map((name) => name.split('_')[0]).sort()).toEqual(expected);
  });

  test('run again when a tenant is added or a token is made', () => {
    const [name = ''] = Object.keys(stepsOf().resources).filter((found) => found.startsWith('Settled'));

    const digest = String((stepsOf().resources[name]?.['triggers_replace'] as any).TENANTS_SHA256);

    expect(digest).toMatch(/^\$\{nonsensitive\(sha256\(jsonencode\(/);
    expect(digest).toContain('random_password.scim-token-contoso-1.result');
  });
});

describe('the order of rotation', () => {
  test('keeps the token that is in use while the next one is made', () => {
    const passwords = (token: string) =>
      synthPlatform('', `${CONTOSO}token: ${token}\n`).platform.json.resource?.['random_password'] ?? {};

    const steps = ['{ generation: 1 }', '{ generation: 2 }', '{ generation: 2, retired: 1 }'].map(passwords);

    expect(steps.map((step) => Object.keys(step))).toEqual([
      ['scim-token-contoso-1'],
      ['scim-token-contoso-1', 'scim-token-contoso-2'],
      ['scim-token-contoso-2'],
    ]);
    expect(steps[1]?.['scim-token-contoso-1']).toEqual(steps[0]?.['scim-token-contoso-1']);
    expect(steps[2]?.['scim-token-contoso-2']).toEqual(steps[1]?.['scim-token-contoso-2']);
  });
});
