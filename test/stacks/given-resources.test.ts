import { KeyVault } from '@cdktf/provider-azurerm/lib/key-vault';
import { LogAnalyticsWorkspace } from '@cdktf/provider-azurerm/lib/log-analytics-workspace';
import { MonitorDiagnosticSetting } from '@cdktf/provider-azurerm/lib/monitor-diagnostic-setting';
import { PostgresqlFlexibleServerActiveDirectoryAdministrator } from '@cdktf/provider-azurerm/lib/postgresql-flexible-server-active-directory-administrator';
import { ResourceGroup } from '@cdktf/provider-azurerm/lib/resource-group';
import { RoleAssignment } from '@cdktf/provider-azurerm/lib/role-assignment';
import { UserAssignedIdentity } from '@cdktf/provider-azurerm/lib/user-assigned-identity';

import { synthPlatform } from '../support/platform';

const OWN = '/subscriptions/5f1d7c1e-7b0f-4c36-9d5e-2f60b3a1c7d4/resourceGroups';
const FOREIGN = '/subscriptions/9d3b7c55-0a3e-4a7c-8f5c-6f0f4a3c2b1d/resourceGroups';
const IDENTITIES = 'providers/Microsoft.ManagedIdentity/userAssignedIdentities';
const WORKSPACE = `${FOREIGN}/logs/providers/Microsoft.OperationalInsights/workspaces/all`;
const GIVEN = `
resourceGroupId: ${OWN}/shared
identities: { runtimeId: ${OWN}/people/${IDENTITIES}/runtime, migratorId: ${FOREIGN}/people/${IDENTITIES}/migrator }
monitoring: { workspaceId: ${WORKSPACE} }
registry: { username: puller }
`;

type Made = Readonly<Record<string, Readonly<Record<string, object>>>>;

describe('a platform that uses existing resources', () => {
  const made = synthPlatform('registry: { username: puller }').platform;
  const { platform: given, tenant } = synthPlatform(GIVEN);
  const { removed = [] } = given.json as { removed?: { from: string; lifecycle: object }[] };

  test.each([ResourceGroup, LogAnalyticsWorkspace, UserAssignedIdentity])('makes no $tfResourceType', (type) => {
    expect(given.json.resource?.[type.tfResourceType]).toBeUndefined();
  });

  test('makes Terraform forget, not destroy, exactly the resources that it created before', () => {
    const addresses = Object.entries(made.json.resource as Made)
      .filter(([type]) => given.json.resource?.[type] === undefined)
      .flatMap(([type, blocks]) => Object.keys(blocks).map((name) => `${type}.${name}`));

    expect(addresses).toHaveLength(4);
    expect(removed.map(({ from }) => from).toSorted()).toEqual(addresses.toSorted());
    expect(removed.map(({ lifecycle }) => lifecycle)).toEqual(removed.map(() => ({ destroy: false })));
  });

  test('puts everything in the group, and the tenants look for it there', () => {
    expect(given.only(KeyVault)).toMatchObject({ resource_group_name: 'shared', location: 'westeurope' });
    expect(JSON.stringify(tenant.json.data)).toContain('"resource_group_name":"shared"');
    expect(given.text).toContain('--resource-group shared ');
  });

  test('grants given identities the same rights as its own, under the same addresses', () => {
    const grants = given.all(RoleAssignment);

    expect(Object.keys(grants)).toEqual(Object.keys(made.all(RoleAssignment)));
    const pullers = Object.entries(grants).filter(([name]) => name.includes('Puller'));
    expect(pullers.map(([, grant]) => grant['principal_id'])).toEqual([
      expect.stringMatching(/^\$\{data\.azurerm_user_assigned_identity\.\w*Migrator\w*\.principal_id\}$/),
      expect.stringMatching(/^\$\{data\.azurerm_user_assigned_identity\.\w*Runtime\w*\.principal_id\}$/),
    ]);
    expect(given.only(PostgresqlFlexibleServerActiveDirectoryAdministrator)['object_id']).toEqual(
      pullers[0]?.[1]['principal_id'],
    );
  });

  test('looks into another subscription where an identity is', () => {
    const lookups = Object.values(given.json.data?.['azurerm_user_assigned_identity'] ?? {});
    const [own, foreign] = ['runtime', 'migrator'].map((name) => lookups.find((lookup) => lookup['name'] === name));
    const alias = 'subscription-9d3b7c55-0a3e-4a7c-8f5c-6f0f4a3c2b1d';

    expect(own).not.toHaveProperty('provider');
    expect(foreign).toMatchObject({ provider: `azurerm.${alias}`, resource_group_name: 'people' });
    expect(given.json.provider?.['azurerm']).toEqual([
      expect.not.objectContaining({ alias: expect.anything() as unknown }),
      expect.objectContaining({ alias, subscription_id: alias.slice('subscription-'.length) }),
    ]);
  });

  test('sends all logs to the workspace', () => {
    const workspaces = Object.values(given.all(MonitorDiagnosticSetting)).map(
      (setting) => setting['log_analytics_workspace_id'],
    );

    expect(new Set(workspaces)).toEqual(new Set([WORKSPACE]));
  });

  test('forgets nothing when it is given nothing', () => {
    expect(made.json).not.toHaveProperty('removed');
  });
});
