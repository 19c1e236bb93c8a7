import { type Consequence, destructive, DOWN, risky, routine } from '../meaning/consequence';
import { noun } from '../meaning/resource';
import { becomes, falls } from '../meaning/watch';
import { type Json, textOf } from '../plan/terraform-plan';

import { RIGHTS_REMOVED } from './azure-grant';
import { DATA_PROTECTION } from './data-protection';
import { NETWORK } from './network';

/** Consequences of changes to a database, whether it is a single server or a cluster. */
export const DATABASE = {
  ...DATA_PROTECTION,
  'database-destroyed': destructive(
    'The database is destroyed or replaced',
    'All users, groups and memberships of all tenants are lost, and the backups with the server.',
    'Entra gets 404 for everybody it knows. Each job has to be restarted to provision them again.',
  ),
  'database-public': risky(
    'The database can be reached from the internet',
    "It contains everybody's name and address.",
    'Anybody can try to sign in to it.',
  ),
  'database-password-sign-in': risky(
    'The database accepts passwords',
    'A password can leak; the managed identities that are used now cannot.',
    'Nothing, until somebody uses one.',
  ),
  'high-availability-off': risky(
    'The database loses its standby',
    'A failure of its zone is an outage.',
    'Azure removes the standby.',
  ),
  'database-upgraded': risky(
    'The database changes its version',
    'A major upgrade stops the server and cannot be undone.',
    `The service is down while Azure upgrades. ${DOWN}`,
  ),
  'database-resized': routine(
    'The database server is resized',
    'No data is lost.',
    'Azure restarts the server; requests fail for about a minute.',
  ),
} as const satisfies Record<string, Consequence>;

/** The PostgreSQL server of the service, with its database, settings, administrators and firewall. */
export const POSTGRES_SERVER = noun(
  {
    ...DATABASE,
    ...RIGHTS_REMOVED,
    ...NETWORK.consequences,
    'database-setting-reset': risky(
      'A setting of the database goes back to its default',
      'Azure has its own default for the setting, which the plan does not show.',
      'Azure may restart the server; requests then fail for about a minute.',
    ),
    'database-setting-replaced': risky(
      'A setting of the database is removed and created again',
      'In between, the server uses the default.',
      'Azure may restart the server; requests then fail for about a minute.',
    ),
  },
  {
    azurerm_postgresql_flexible_server: {
      noun: 'database server',
      shown: [
        'name',
        'location',
        'auto_grow_enabled',
        'authentication.active_directory_auth_enabled',
        'maintenance_window.day_of_week',
        'maintenance_window.start_hour',
        'maintenance_window.start_minute',
        { path: 'public_network_access_enabled', kind: 'database-public', when: becomes(true), created: true },
        {
          path: 'authentication.password_auth_enabled',
          kind: 'database-password-sign-in',
          when: becomes(true),
          created: true,
        },
        { path: 'backup_retention_days', kind: 'backup-shortened', when: falls },
        { path: 'geo_redundant_backup_enabled', kind: 'backup-shortened', when: becomes(false) },
        { path: 'high_availability.mode', kind: 'high-availability-off', when: (after) => after.length === 0 },
        { path: 'version', kind: 'database-upgraded' },
        { path: 'sku_name', kind: 'database-resized' },
        { path: 'storage_mb', kind: 'database-resized' },
      ],
      destroyed: 'database-destroyed',
    },
    azurerm_postgresql_flexible_server_database: {
      noun: 'database',
      shown: ['name', 'charset', 'collation'],
      destroyed: 'database-destroyed',
    },
    azurerm_postgresql_flexible_server_active_directory_administrator: {
      noun: 'database administrator',
      label: 'principal_name',
      shown: [{ path: 'principal_name', kind: 'rights-removed' }, 'principal_type'],
      destroyed: 'rights-removed',
    },
    azurerm_postgresql_flexible_server_configuration: {
      noun: 'database setting',
      shown: ['name', 'value'],
      destroyed: 'database-setting-reset',
      replaced: 'database-setting-replaced',
    },
    azurerm_postgresql_flexible_server_firewall_rule: {
      noun: 'firewall rule of the database',
      shown: [
        'name',
        { path: 'start_ip_address', kind: 'database-public', when: ([after], [before]) => !isAtLeast(after, before) },
        { path: 'end_ip_address', kind: 'database-public', when: ([after], [before]) => !isAtLeast(before, after) },
      ],
      created: 'database-public',
      destroyed: 'network-lost',
    },
  },
);

/** Whether the first IP address is the same as the second or comes after it. False if either address is unknown. */
function isAtLeast(a: Json | undefined, b: Json | undefined): boolean {
  const [left, right] = [a, b].map((address) => textOf(address).split('.').map(Number));
  if (left?.length !== 4 || right?.length !== 4) return false;
  const index = left.findIndex((part, at) => part !== right[at]);
  return index < 0 || Number(left[index]) > Number(right[index]);
}
