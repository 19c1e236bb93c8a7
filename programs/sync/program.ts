import { Option } from 'commander';

import { print } from '../../command-line/caller';
import { EXIT } from '../../command-line/exit-code';
import { program } from '../../command-line/program';

import { apply } from './apply';
import { drift, type DriftOptions } from './drift/drift';
import { syncTenants } from './sync-tenant';

/** `npm run sync`. */
export const sync = program('sync', (command, caller) => {
  const say = (line: string) => {
    print(caller, line);
  };

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
    .addOption(serviceUrl)
    .action((slugs: string[], options: { serviceUrl?: string }) => syncTenants(slugs, options, caller.env, say));

  command
    .command('drift')
    .argument('[slugs...]', 'tenants, by slug; all when none is named')
    .description(
      'Reports what differs in Entra from the files: job and quarantine, credentials as far as they are shown, mappings,\n' +
        'scoping filters, roles, assignments. Writes nothing. Exit code 0: no drift; 1: drift; 2: a tenant could not be looked at.',
    )
    .addOption(new Option('--format <format>', 'how to report').choices(['table', 'json']).default('table'))
    .addOption(serviceUrl)
    .action(async (slugs: string[], options: Omit<DriftOptions, 'color'>) => {
      const color = caller.stdout.isTTY === true && caller.env['NO_COLOR'] === undefined;
      const found = await drift(slugs, { ...options, color }, caller.env, say);
      caller.exitCode = { none: EXIT.fine, drift: EXIT.found, failed: EXIT.unusable }[found];
    });

  command
    .command('apply')
    .description(
      'What Terraform runs: stores credentials, tests the connection, sets mappings, starts or pauses the job that\n' +
        'SYNC_SETTINGS (JSON) describes. Exit code 0: all is as declared; 2: it failed.',
    )
    .action(() => apply(caller.env, say));
});

const serviceUrl = new Option(
  '--service-url <tenantUrl>',
  "tenant URL of the companion service, instead of looking its domain up in Azure (which needs 'Reader' there)",
);
