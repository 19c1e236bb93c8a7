import { TimeProvider } from '@cdktf/provider-time/lib/provider';
import { type TerraformElement, TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct, Node } from 'constructs';

import { ConsoleApp } from '../constructs/entra/console-app';
import { RoleAssignments } from '../constructs/entra/role-assignments';
import { appRoleId, type AppRole } from '../entra/app-role';
import { consoleMembers, consoleName, type ConsoleRole, consoleTakeover } from '../fleet/console';
import { consoleImportBlocks } from '../fleet/import-blocks';
import type { PlatformConfig } from '../fleet/model/platform';

import { defineEntraProvider } from './entra-provider';
import { defineBackend } from './state-backend';
import { addImports } from './take-over';
import { consoleStackNames, terraformName } from './terraform-names';

/** Description of each role: what it allows in the admin API. */
const ROLES: Readonly<Record<ConsoleRole, string>> = {
  auditor: "Reads every tenant's history, who has access, and the state of streams.",
  operator: 'Does what an auditor does, blanks the names of people in the history, and replays streams.',
};

/**
 * Creates the application whose roles determine who may use the admin API, or takes it over if it exists already. The
 * application belongs to the directory of the platform's subscription.
 */
export class ConsoleStack extends TerraformStack {
  constructor(scope: Construct, id: string, platform: PlatformConfig) {
    super(scope, id);

    defineBackend(this, id, platform);
    defineEntraProvider(this, platform.hostTenantId, platform);
    new TimeProvider(this, 'time');

    const { admin } = platform.service;
    const takeover = consoleTakeover(admin);
    const role = (value: ConsoleRole): AppRole => ({
      id: takeover?.roles[value] ?? appRoleId(consoleName(platform), value),
      value,
      displayName: value,
      description: ROLES[value],
    });
    const roles = { auditor: role('auditor'), operator: role('operator') };
    const app = new ConsoleApp(this, 'App', {
      displayName: consoleName(platform),
      directoryId: platform.hostTenantId,
      roles: Object.values(roles),
    });
    new RoleAssignments(this, 'Assignments', {
      app,
      assignments: consoleMembers(admin).map(({ principal, role: value }) => ({
        principal,
        role: roles[value],
      })),
    });

    if (takeover) addImports(this, consoleImportBlocks(takeover));

    const description = 'Client id of the application of the admin API.';
    new TerraformOutput(this, 'output-client_id', { value: app.clientId, description }).overrideLogicalId('client_id');
  }

  protected override allocateLogicalId(element: TerraformElement | Node): string {
    return terraformName(this, element, consoleStackNames) ?? super.allocateLogicalId(element);
  }
}
