import { synthPlatform } from '../support/platform';
import type { TerraformJson } from '../support/synth';

const RESTORED = '{ at: "2026-11-02T10:30:00Z" }';
const AGAIN = '{ at: "2026-11-03T09:00:00Z" }';

/** Configurations that an operator might deploy, one after the other. */
const STEPS = [
  '',
  `database: { restores: [${RESTORED}] }`,
  `database: { restores: [${RESTORED}, ${AGAIN}] }`,
  `database: { restores: [${RESTORED}, ${AGAIN}], use: server }`,
  `database: { restores: [${RESTORED}, ${AGAIN}], elasticCluster: {}, use: "2026-11-03T09:00:00Z" }`,
  `database: { restores: [${RESTORED}, ${AGAIN}], elasticCluster: {}, use: cluster }`,
];

const platform = (lines: string) => synthPlatform(lines).platform.json;

/** Everything that stores or protects data, one line per object in Azure. */
function kept({ resource = {} }: TerraformJson): string[] {
  const types = [
    'azurerm_management_lock',
    'azurerm_postgresql_flexible_server',
    'azurerm_postgresql_flexible_server_database',
    'azurerm_resource_group_template_deployment',
  ];
  return types.flatMap((type) =>
    Object.entries(resource[type] ?? {}).flatMap(([name, { for_each: each, ...block }]) => {
      const copies = typeof each === 'object' ? Object.entries(each as object) : [['', each]];
      return copies.map((copy) => JSON.stringify([type, name, copy, block]));
    }),
  );
}

/** Host in the database URL that the service gets. */
function host({ resource = {} }: TerraformJson): string | undefined {
  return /@(\$\{[^}]+\}):5432/.exec(JSON.stringify(resource['azurerm_container_app']))?.[1];
}

describe('the databases of a platform', () => {
  test('stay as they are, each of them, when the service moves to another', () => {
    const deployed = STEPS.map((lines) => kept(platform(lines)));

    for (const [index, before] of deployed.slice(0, -1).entries()) {
      expect(deployed[index + 1]).toEqual(expect.arrayContaining(before));
    }
    expect(deployed.at(-1)?.length).toBeGreaterThan(deployed[0]?.length ?? 0);
  });

  test('each give the service another database', () => {
    const [first, restored, again, back, , cluster] = STEPS.map((lines) => host(platform(lines)));

    expect(new Set([first, restored, again, cluster]).size).toBe(4);
    expect(back).toBe(first);
  });

  test('are patched when the file says, counted as Azure counts days', () => {
    const { text } = synthPlatform(
      'database: { elasticCluster: {}, use: server, maintenanceWindow: { day: saturday, hour: 2 } }',
    ).platform;

    expect(text.match(/"day_of_week": 6,\s+"start_hour": 2,\s+"start_minute": 0/g)).toHaveLength(2);
    expect(text).toContain(
      String.raw`\"maintenanceWindow\":{\"customWindow\":\"Enabled\",\"dayOfWeek\":6,\"startHour\":2,\"startMinute\":0}`,
    );
  });

  test('have names of their own', () => {
    const { resource = {} } = platform(STEPS.at(-1) ?? '');
    const { name } = Object.values(resource['azurerm_resource_group_template_deployment'] ?? {})[0] ?? {};

    expect(name).toBe('acme-scim-cluster');
    expect(JSON.stringify(resource['azurerm_postgresql_flexible_server'])).not.toContain('acme-scim-cluster');
  });

  test('are not deleted with the deployment that made them', () => {
    const [azure] = platform('').provider?.['azurerm'] ?? [];

    expect(azure?.['features']).toMatchObject([
      { template_deployment: [{ delete_nested_items_during_deletion: false }] },
    ]);
  });
});
