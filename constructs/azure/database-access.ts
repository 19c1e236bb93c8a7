import { PostgresqlFlexibleServerActiveDirectoryAdministrator } from '@cdktf/provider-azurerm/lib/postgresql-flexible-server-active-directory-administrator';
import { PostgresqlFlexibleServerFirewallRule } from '@cdktf/provider-azurerm/lib/postgresql-flexible-server-firewall-rule';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

import type { ManagedIdentity } from './managed-identity';

export interface DatabaseAccessProps {
  readonly resourceGroupName: string;
  readonly serverName: string;
  readonly serverId: string;

  /** Id of the directory (tenant) that the identity `migrator` belongs to. */
  readonly directoryId: string;

  /** Identity that becomes the server's administrator. */
  readonly migrator: ManagedIdentity;

  /** Whether the server has a public address. At that address, the server accepts connections only from Azure. */
  readonly isPublic: boolean;
}

/**
 * Makes the identity `migrator` the administrator of a database server. Also lets a public server accept connections
 * from Azure.
 */
export class DatabaseAccess extends Construct {
  /** Resources that must exist before anybody can sign in. */
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: DatabaseAccessProps) {
    super(scope, id);
    const { migrator } = props;

    const administrator = new PostgresqlFlexibleServerActiveDirectoryAdministrator(this, 'Administrator', {
      serverName: props.serverName,
      resourceGroupName: props.resourceGroupName,
      tenantId: props.directoryId,
      objectId: migrator.principalId,
      principalName: migrator.name,
      principalType: 'ServicePrincipal',
    });
    if (!props.isPublic) {
      this.ready = [administrator];
      return;
    }

    const firewall = new PostgresqlFlexibleServerFirewallRule(this, 'Azure', {
      name: 'azure',
      serverId: props.serverId,
      startIpAddress: '0.0.0.0', // means all addresses of Azure
      endIpAddress: '0.0.0.0',
    });
    this.ready = [administrator, firewall];
  }
}
