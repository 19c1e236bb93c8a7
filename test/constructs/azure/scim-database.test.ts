import { ManagementLock } from '@cdktf/provider-azurerm/lib/management-lock';
import { PostgresqlFlexibleServer } from '@cdktf/provider-azurerm/lib/postgresql-flexible-server';
import { PostgresqlFlexibleServerActiveDirectoryAdministrator } from '@cdktf/provider-azurerm/lib/postgresql-flexible-server-active-directory-administrator';
import { PostgresqlFlexibleServerFirewallRule } from '@cdktf/provider-azurerm/lib/postgresql-flexible-server-firewall-rule';
import { Subnet } from '@cdktf/provider-azurerm/lib/subnet';
import { TerraformOutput } from 'cdktf';

import type { ScimDatabaseProps } from '../../../constructs/azure/scim-database';
import { database, identity } from '../../support/azure';
import { schemaComplaints } from '../../support/provider-schemas';
import { synth } from '../../support/synth';

const define = (overrides: Partial<ScimDatabaseProps> = {}) =>
  synth((scope) => {
    const url = database(scope, overrides).urlFor(identity(scope, 'runtime'));
    new TerraformOutput(scope, 'url', { value: url });
  });

describe('ScimDatabase', () => {
  const stack = define();
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

  test('refuses to be deleted, by whatever tool, unless that is switched off', () => {
    expect(stack.only(ManagementLock)).toMatchObject({ lock_level: 'CanNotDelete' });
    expect(define({ deletionLock: false }).all(ManagementLock)).toEqual({});
  });

  test.each([
    ['same-zone', 'SameZone'],
    ['zone-redundant', 'ZoneRedundant'],
  ] as const)('has a %s server standing by, whose zone a failover may change', (highAvailability, mode) => {
    const { high_availability: standby, lifecycle } = define({
      highAvailability,
      size: 'GP_Standard_D2ds_v5',
    }).only(PostgresqlFlexibleServer) as any;

    expect(standby).toEqual({ mode });
    expect(lifecycle.ignore_changes).toContain('high_availability[0].standby_availability_zone');
  });

  test('goes back in time on a server beside the one that was, which stays as it is', () => {
    const restored = define({ restoreTo: '2026-11-02T10:30:00Z' });
    const servers = restored.all(PostgresqlFlexibleServer);
    const [original, copy] = Object.keys(servers).sort((a, b) =>
      (servers[a]?.['name'] ?? '') > (servers[b]?.['name'] ?? '') ? 1 : -1,
    );

    expect(servers[original ?? '']).toEqual(define().only(PostgresqlFlexibleServer));
    expect(servers[copy ?? '']).toMatchObject({
      name: 'acme-scim-db-202611021030',
      create_mode: 'PointInTimeRestore',
      source_server_id: `\${azurerm_postgresql_flexible_server.${original}.id}`,
      point_in_time_restore_time_in_utc: '2026-11-02T10:30:00Z',
    });
    expect(restored.json.output?.['url']?.['value']).toContain(`azurerm_postgresql_flexible_server.${copy}.fqdn`);
    expect(Object.keys(restored.all(PostgresqlFlexibleServerActiveDirectoryAdministrator))).toHaveLength(2);
    expect(Object.keys(restored.all(ManagementLock))).toHaveLength(2);
  });

  test('lets whoever comes from Azure knock when there is no network', () => {
    const open = define({ network: undefined });

    expect(open.only(PostgresqlFlexibleServer)['public_network_access_enabled']).toBe(true);
    expect(open.only(PostgresqlFlexibleServerFirewallRule)).toMatchObject({
      start_ip_address: '0.0.0.0',
      end_ip_address: '0.0.0.0',
    });
    expect(stack.all(PostgresqlFlexibleServerFirewallRule)).toEqual({});
  });

  test('fails with every complaint at once', () => {
    expect(() => define({ highAvailability: 'same-zone', backupRetentionDays: 90 })).toThrow(
      /'highAvailability' needs a 'size' that is not burstable.*got 'B_Standard_B2s'\n.*'backupRetentionDays' must be from 7 to 35; got 90/,
    );
  });
});
