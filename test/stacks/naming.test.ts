import { synthPlatform } from '../support/platform';
import { takes } from '../support/provider-schemas';

const WIDE = 'database: { elasticCluster: {}, use: server }\nvault: { privateEndpoint: {} }\n';
const NAMING = 'naming: { pattern: "{type}-scim-{env}", values: { env: prod } }\n';

/** Names that need to be unique only within their parent resource. */
const WITHIN = /^(apps|database|cluster|endpoints|vault|scim|keep|logs|scim-token-.*|[0-9a-f-]{36})$/;

describe('a naming pattern', () => {
  const { platform, tenant } = synthPlatform(WIDE + NAMING);
  const names = Object.entries(platform.json.resource ?? {}).flatMap(([type, blocks]) =>
    type.startsWith('azurerm_') && !type.startsWith('azurerm_private_dns_zone') && takes(type, 'name')
      ? Object.values(blocks).flatMap(({ name }) => (typeof name === 'string' && !name.startsWith('${') ? [name] : []))
      : [],
  );

  test('names every resource of the platform', () => {
    const others = names.filter((name) => !/^(rg|log|cae|ca|caj|kv|psql|pep|id|ag|vnet)-scim-prod/.test(name));

    expect(names.length).toBeGreaterThan(20);
    expect(others.filter((name) => !WITHIN.test(name))).toEqual([]);
  });

  test('leads tenants and the steps of the deployment to the same resources', () => {
    const lookups = JSON.stringify(tenant.json.data);

    expect(lookups).toContain('"name":"kv-scim-prod","resource_group_name":"rg-scim-prod"');
    expect(lookups).toContain('"name":"cae-scim-prod","resource_group_name":"rg-scim-prod"');
    expect(platform.text).toMatch(/run-job .*--resource-group rg-scim-prod --job caj-scim-prod"/);
    expect(platform.text).toMatch(/settle .*--resource-group rg-scim-prod --app ca-scim-prod"/);
  });
});
