import { ManagementLock } from '@cdktf/provider-azurerm/lib/management-lock';
import type { Construct } from 'constructs';

/** Makes Azure refuse to delete a database server, no matter who tries or which tool is used. */
export function lockAgainstDeletion(scope: Construct, id: string, serverId: string): void {
  new ManagementLock(scope, id, {
    name: 'keep',
    scope: serverId,
    lockLevel: 'CanNotDelete',
    notes:
      'Contains the users and groups of all tenants. To delete this database, set database.deletionLock to false first.',
  });
}
