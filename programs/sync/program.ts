import { Option } from 'commander';
import { createColors } from 'picocolors';

import { print } from '../../command-line/caller';
import { EXIT } from '../../command-line/exit-code';
import { program } from '../../command-line/program';

import { apply } from './apply';
import type { TenantDrift } from './drift/difference';
import { renderDrift } from './drift/drift-report';
import { fleetDrift } from './drift/tenant-drift';
import { chosenTenants, signInFleet } from './signed-in-fleet';
import { syncTenant } from './sync-tenant';

interface Options {
  readonly serviceUrl?: string;
}

/** `npm run sync`. */
export const sync = program('sync', (command, caller) => {
  const say = (line: string) => {
    print(caller, line);
  };
  const signIn = () => signInFleet(caller.env['CONFIG_DIR'] || 'config', caller.env);

  command.description(
    'Brings the provisioning jobs of Entra tenants to where the configuration (CONFIG_DIR) says they are.',
  );

  command
    .command('tenant')
    .argument('<slugs...>', 'tenants, by slug')
    .description(
      'Stores credentials, tests the connection, sets mappings, starts or pauses the job, as a deployment does.\n' +
        'Exit code 0: all is as declared; 2: it failed.',
    )
    .addOption(serviceUrlOption)
    .action(async (slugs: string[], { serviceUrl }: Options) => {
      const fleet = await signIn();
      for (const tenant of chosenTenants(fleet.tenants, slugs)) {
        say(tenant.slug);
        await syncTenant(tenant, { ...fleet, serviceUrl }, (text) => {
          say(`  ${text.replaceAll('\n', '\n  ')}`);
        });
      }
    });

  command
    .command('drift')
    .argument('[slugs...]', 'tenants, by slug; all when none is named')
    .description(
      'Reports what differs in Entra from the files: job and quarantine, credentials as far as they are shown, mappings,\n' +
        'scoping filters, roles, assignments. Writes nothing. Exit code 0: no drift; 1: drift; 2: a tenant could not be looked at.',
    )
    .addOption(new Option('--format <format>', 'how to report').choices(['table', 'json']).default('table'))
    .addOption(serviceUrlOption)
    .action(async (slugs: string[], { format, serviceUrl }: Options & { readonly format: 'json' | 'table' }) => {
      const fleet = await signIn();
      const drifts = await fleetDrift(chosenTenants(fleet.tenants, slugs), { ...fleet, serviceUrl });
      const colors = createColors(caller.stdout.isTTY === true && caller.env['NO_COLOR'] === undefined);
      say(format === 'json' ? JSON.stringify(drifts, null, 2) : renderDrift(drifts, colors));
      caller.exitCode = exitCode(drifts);
    });

  command
    .command('apply')
    .description(
      'What Terraform runs: stores credentials, tests the connection, sets mappings, starts or pauses the job that\n' +
        'SYNC_SETTINGS (JSON) describes. Exit code 0: all is as declared; 2: it failed.',
    )
    .action(() => apply(caller.env, say));
});

const serviceUrlOption = new Option(
  '--service-url <tenantUrl>',
  "tenant URL of the companion service, instead of looking its domain up in Azure (which needs 'Reader' there)",
);

function exitCode(drifts: readonly TenantDrift[]): number {
  if (drifts.some(({ error }) => error !== undefined)) return EXIT.unusable;
  return drifts.some(({ differences }) => differences.length > 0) ? EXIT.found : EXIT.fine;
}
