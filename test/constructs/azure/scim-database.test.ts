import { PostgresqlFlexibleServer } from '@cdktf/provider-azurerm/lib/postgresql-flexible-server';
import { PostgresqlFlexibleServerActiveDirectoryAdministrator } from '@cdktf/provider-azurerm/lib/postgresql-flexible-server-active-directory-administrator';
import { Subnet } from '@cdktf/provider-azurerm/lib/subnet';
import { TerraformOutput } from 'cdktf';

import { database, identity } from '../../support/azure';
import { schemaComplaints } from '../../support/provider-schemas';
import { synth } from '../../support/synth';

describe('ScimDatabase', () => {
  const stack = synth((scope) => {
    const url = database(scope).urlFor(identity(scope, 'runtime'));
    new TerraformOutput(scope, 'url', { value: url });
  });
  const server = stack.only(PostgresqlFlexibleServer);

  test('knows no password: who connects signs in with an identity', () => {
    expect(server['authentication']).toMatchObject({
      active_directory_auth_enabled: true,
      password_auth_enabled: false,
    });
    expect(server).not.toHaveProperty('administrator_password');
    expect(stack.only(PostgresqlFlexibleServerActiveDirectoryAdministrator)).toMatchObject({
      principal_name: '${azurerm_user_assigned_identity.migrator.name}',
      principal_type: 'ServicePrincipal',
    });
  });

  test('has no public address', () => {
    expect(server['public_network_access_enabled']).toBe(false);
    expect(server['delegated_subnet_id']).toMatch(/^\$\{azurerm_subnet\./);
    const delegations = Object.values(stack.all(Subnet)).map(({ delegation }) => JSON.stringify(delegation));
    expect(delegations.join()).toContain('Microsoft.DBforPostgreSQL/flexibleServers');
    expect(delegations.join()).toContain('Microsoft.App/environments');
  });

  test('cannot be destroyed by a plan, nor replaced because it has grown or moved', () => {
    expect(server['lifecycle']).toEqual({
      prevent_destroy: true,
      ignore_changes: ['zone', 'storage_mb', 'storage_tier'],
    });
    expect(server).toMatchObject({ backup_retention_days: 14, auto_grow_enabled: true });
  });

  test('gives a URL without a password', () => {
    const { value } = stack.json.output?.['url'] ?? {};

    expect(value).toMatch(
      /^postgres:\/\/\$\{azurerm_user_assigned_identity\.runtime\.name\}@\$\{[^}]+\.fqdn\}:5432\/scim\?sslmode=verify-full$/,
    );
  });

  test('writes only what the providers know', () => {
    expect(schemaComplaints(stack.json)).toEqual([]);
  });
});
