import { Option } from 'commander';
import { createColors } from 'picocolors';

import { print } from '../../command-line/caller';
import { configFolder } from '../../command-line/config-folder';
import { EXIT } from '../../command-line/exit-code';
import { example, program } from '../../command-line/program';

import { apply } from './apply';
import type { TenantDrift } from './drift/difference';
import { renderDrift } from './drift/drift-report';
import { fleetDrift } from './drift/tenant-drift';
import { chosenTenants, signInFleet, syncTenant } from './signed-in-fleet';

interface Options {
  readonly serviceUrl?: string;
}

/** `entra-scim sync`: brings provisioning jobs into the state that the configuration declares. */
export const sync = program('entra-scim sync', (command, caller) => {
  const config = configFolder(caller);
  command
    .description(
      'Brings the provisioning jobs of Entra tenants into the state that the configuration declares. ' +
        'The default command is tenant.',
    )
    .addHelpText(...example('entra-scim sync contoso fabrikam'));

  command
    .command('tenant', { isDefault: true })
    .argument('<slugs...>', 'slugs of tenants')
    .addHelpText(...example('entra-scim sync tenant contoso'))
    .description(
      'Stores credentials, tests the connection, sets mappings, starts or pauses the job, as a deployment does. ' +
        'Exit code 0: everything is as declared; 2: failure.',
    )
    .addOption(config.option())
    .addOption(serviceUrlOption)
    .action(async (slugs: string[], { serviceUrl }: Options) => {
      const fleet = await signInFleet(config.path(), caller.env);
      for (const tenant of chosenTenants(fleet, slugs)) {
        print(caller, tenant.slug);
        await syncTenant(tenant, { ...fleet, serviceUrl }, (text) => {
          print(caller, `  ${text.replaceAll('\n', '\n  ')}`);
        });
      }
    });

  command
    .command('apply')
    .addHelpText(...example('SYNC_SETTINGS="$(cat settings.json)" entra-scim sync apply'))
    .description(
      'The command that Terraform runs: stores credentials, tests the connection, sets mappings, starts or pauses the job that ' +
        'SYNC_SETTINGS (JSON) describes. Exit code 0: everything is as declared; 2: failure.',
    )
    .action(() =>
      apply(caller.env, (line) => {
        print(caller, line);
      }),
    );
});

/** `entra-scim drift`: reports differences between Entra and the configuration. */
export const drift = program('entra-scim drift', (command, caller) => {
  const config = configFolder(caller);
  command
    .argument('[slugs...]', 'slugs of tenants; without any, all tenants')
    .description(
      'Reports how Entra differs from the files: job and quarantine, credentials as far as Graph shows them, mappings, ' +
        'scoping filters, roles, assignments. Writes nothing. Exit code 0: no drift; 1: drift; 2: a tenant could not be checked.',
    )
    .addOption(new Option('--format <format>', 'format of the report').choices(['table', 'json']).default('table'))
    .addOption(config.option())
    .addOption(serviceUrlOption)
    .addHelpText(...example('entra-scim drift', 'entra-scim drift contoso --format json'))
    .action(async (slugs: string[], { format, serviceUrl }: Options & { readonly format: 'json' | 'table' }) => {
      const fleet = await signInFleet(config.path(), caller.env);
      const drifts = await fleetDrift(chosenTenants(fleet, slugs), { ...fleet, serviceUrl });
      const colors = createColors(caller.stdout.isTTY === true && caller.env['NO_COLOR'] === undefined);
      print(caller, format === 'json' ? JSON.stringify(drifts, null, 2) : renderDrift(drifts, colors));
      caller.exitCode = exitCode(drifts);
    });
});

const serviceUrlOption = new Option(
  '--service-url <tenantUrl>',
  "tenant URL of the service; without it, the service's domain is looked up in Azure, which needs the role 'Reader'",
);

function exitCode(drifts: readonly TenantDrift[]): number {
  if (drifts.some(({ error }) => error !== undefined)) return EXIT.unusable;
  return drifts.some(({ differences }) => differences.length > 0) ? EXIT.found : EXIT.fine;
}
