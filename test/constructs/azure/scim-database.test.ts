import { ManagementLock } from '@cdktf/provider-azurerm/lib/management-lock';
import { PostgresqlFlexibleServer } from '@cdktf/provider-azurerm/lib/postgresql-flexible-server';
import { PostgresqlFlexibleServerActiveDirectoryAdministrator } from '@cdktf/provider-azurerm/lib/postgresql-flexible-server-active-directory-administrator';
import { PostgresqlFlexibleServerFirewallRule } from '@cdktf/provider-azurerm/lib/postgresql-flexible-server-firewall-rule';
import { Subnet } from '@cdktf/provider-azurerm/lib/subnet';
import { TerraformOutput } from 'cdktf';

import type { Restore } from '../../../constructs/azure/restored-server';
import type { ScimDatabaseProps } from '../../../constructs/azure/scim-database';
import { database, GROUP_ID, identity } from '../../support/azure';
import { schemaComplaints } from '../../support/provider-schemas';
import { type Block, synth, type Synthesized } from '../../support/synth';

const define = (overrides: Partial<ScimDatabaseProps> = {}) =>
  synth((scope) => {
    const url = database(scope, overrides).urlFor(identity(scope, 'runtime'));
    new TerraformOutput(scope, 'url', { value: url });
  });

/** The block of the original server, and the block of all restored servers. */
function serversOf(stack: Synthesized): { Server?: Block; Restored?: Block } {
  const blocks = Object.entries(stack.all(PostgresqlFlexibleServer));
  return Object.fromEntries(blocks.map(([name, block]) => [name.split('_')[1], block]));
}

describe('ScimDatabase', () => {
  const stack = define();
  const server = serversOf(stack).Server ?? {};

  test('has no password: clients sign in with an identity', () => {
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

  test('can neither be destroyed by a plan, nor be replaced because it has grown or moved', () => {
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

  test('cannot be deleted with any tool, unless the protection is switched off', () => {
    expect(stack.only(ManagementLock)).toMatchObject({ lock_level: 'CanNotDelete' });
    expect(define({ deletionLock: false }).all(ManagementLock)).toEqual({});
  });

  test.each([
    ['same-zone', 'SameZone'],
    ['zone-redundant', 'ZoneRedundant'],
  ] as const)('has a %s standby, whose zone a failover may change', (highAvailability, mode) => {
    const { high_availability: standby, lifecycle } = serversOf(
      define({ highAvailability, size: 'GP_Standard_D2ds_v5' }),
    ).Server as any;

    expect(standby).toEqual({ mode });
    expect(lifecycle.ignore_changes).toContain('high_availability[0].standby_availability_zone');
  });

  describe('restored to an earlier instant', () => {
    const FIRST_TIME = '2026-11-02T10:30:00Z';
    const AGAIN = '2026-11-20T08:00:00Z';
    const SERVERS = `${GROUP_ID}/providers/Microsoft.DBforPostgreSQL/flexibleServers`;
    const restored = (...restores: Restore[]) => define({ restores });

    test('is a new server beside the original one, which stays as it is', () => {
      const once = restored({ at: FIRST_TIME });

      expect(serversOf(once).Server).toEqual(serversOf(stack).Server);
      expect(serversOf(once).Restored).toMatchObject({
        for_each: {
          '202611021030': { name: 'acme-scim-db-202611021030', at: FIRST_TIME, source: `${SERVERS}/acme-scim-db` },
        },
        name: '${each.value.name}',
        create_mode: 'PointInTimeRestore',
        source_server_id: '${each.value.source}',
        point_in_time_restore_time_in_utc: '${each.value.at}',
        lifecycle: { prevent_destroy: true },
      });
      expect(once.json.output?.['url']?.['value']).toMatch(/Restored_\w+\["202611021030"\]\.fqdn/);
    });

    test('stays when it is restored again, from the server in use unless another one is named', () => {
      const twice = serversOf(restored({ at: FIRST_TIME }, { at: AGAIN })).Restored?.['for_each'];
      const elsewhere = serversOf(restored({ at: FIRST_TIME }, { at: AGAIN, from: 'server' })).Restored?.['for_each'];

      expect(twice).toEqual({
        '202611021030': { name: 'acme-scim-db-202611021030', at: FIRST_TIME, source: `${SERVERS}/acme-scim-db` },
        '202611200800': {
          name: 'acme-scim-db-202611200800',
          at: AGAIN,
          source: `${SERVERS}/acme-scim-db-202611021030`,
        },
      });
      expect(elsewhere).toMatchObject({ '202611200800': { source: `${SERVERS}/acme-scim-db` } });
    });

    test('keeps a server as it is when its source is gone or it was imported', () => {
      const { lifecycle } = serversOf(restored({ at: FIRST_TIME })).Restored as { lifecycle: Record<string, unknown> };

      expect(lifecycle['ignore_changes']).toEqual(
        expect.arrayContaining(['create_mode', 'source_server_id', 'point_in_time_restore_time_in_utc']),
      );
    });

    test('has a lock and an administrator of its own', () => {
      const once = restored({ at: FIRST_TIME });
      const around = [ManagementLock, PostgresqlFlexibleServerActiveDirectoryAdministrator].map((type) =>
        Object.values(once.all(type)).filter((block) => block['for_each'] !== undefined),
      );

      const server = /^\$\{azurerm_postgresql_flexible_server\.Database_Restored_\w+\[each\.key\]\.(id|name)\}$/;
      expect(around).toEqual([
        [expect.objectContaining({ scope: expect.stringMatching(server) as string })],
        [expect.objectContaining({ server_name: expect.stringMatching(server) as string })],
      ]);
      for (const [block] of around) expect(Object.keys(block?.['for_each'] ?? {})).toEqual(['202611021030']);
    });

    test.each([
      ['server', /\.Database_Server_\w+\.fqdn/],
      [FIRST_TIME, /\["202611021030"\]\.fqdn/],
      [undefined, /\["202611200800"\]\.fqdn/],
    ])('is used by the service on request: %s', (use, host) => {
      const url = define({ restores: [{ at: FIRST_TIME }, { at: AGAIN }], ...(use === undefined ? {} : { use }) });

      expect(url.json.output?.['url']?.['value']).toMatch(host);
    });

    test('writes only what the providers know', () => {
      expect(schemaComplaints(restored({ at: FIRST_TIME }, { at: AGAIN }).json)).toEqual([]);
    });

    test('fails when the server to use does not exist', () => {
      expect(() => define({ use: AGAIN, restores: [{ at: FIRST_TIME }] })).toThrow(
        `'use' must be 'server' or the instant of one of the 'restores'; got '${AGAIN}'`,
      );
    });
  });

  test('keeps the blocks of all servers, so that Terraform refuses to destroy a server that is no longer listed', () => {
    const none = serversOf(define({ server: false, restores: [] }));

    expect(none.Server).toMatchObject({ count: 0, lifecycle: { prevent_destroy: true } });
    expect(none.Restored).toMatchObject({ for_each: {}, lifecycle: { prevent_destroy: true } });
  });

  test('upgrades in place: only its version and maintenance window differ', () => {
    const window = { dayOfWeek: 6, startHour: 2, startMinute: 30 };
    const { Server: other = {} } = serversOf(define({ version: 16, maintenanceWindow: window }));

    expect(other).toEqual({
      ...server,
      version: '16',
      maintenance_window: { day_of_week: 6, start_hour: 2, start_minute: 30 },
    });
    expect(server).not.toHaveProperty('maintenance_window');
  });

  test('leaves a server restored to an instant before an upgrade at its old version', () => {
    const [first, second] = ['2026-11-02T10:30:00Z', '2026-11-03T10:30:00Z'] as const;
    const { Server, Restored } = serversOf(define({ restores: [{ at: first, version: 16 }, { at: second }] }));

    expect(Server).toHaveProperty('version', '17');
    expect(Restored).toMatchObject({
      version: '${each.value.version}',
      for_each: { '202611021030': { version: '16' }, '202611031030': { version: '17' } },
    });
    expect(serversOf(define({ restores: [{ at: first }] })).Restored).toHaveProperty('version', '17');
  });

  test('accepts connections from any Azure address when there is no network', () => {
    const open = define({ network: undefined });

    expect(serversOf(open).Server?.['public_network_access_enabled']).toBe(true);
    expect(open.only(PostgresqlFlexibleServerFirewallRule)).toMatchObject({
      start_ip_address: '0.0.0.0',
      end_ip_address: '0.0.0.0',
    });
    expect(stack.all(PostgresqlFlexibleServerFirewallRule)).toEqual({});
  });

  test('fails with all complaints together', () => {
    expect(() => define({ highAvailability: 'same-zone', backupRetentionDays: 90 })).toThrow(
      /'highAvailability' needs a 'size' that is not burstable.*got 'B_Standard_B2s'\n.*'backupRetentionDays' must be from 7 to 35; got 90/,
    );
  });
});
