import { Option } from 'commander';

import { type Caller, print } from '../../command-line/caller';
import { EXIT } from '../../command-line/exit-code';
import { example, program } from '../../command-line/program';

import { apply } from './apply';
import { type DriftOptions, drift as findDrift } from './drift/drift';
import { syncTenants } from './sync-tenant';

/** Brings provisioning jobs to where the configuration says they are. */
export const sync = program('entra-scim sync', (command, caller) => {
  const say = printTo(caller);

  command
    .description(
      'Brings the provisioning jobs of Entra tenants to where the configuration (CONFIG_DIR) says they are.\n' +
        'Without the name of a command: tenant.',
    )
    .addHelpText(...example('entra-scim sync contoso fabrikam'));

  command
    .command('tenant', { isDefault: true })
    .argument('<slugs...>', 'tenants, by slug')
    .addHelpText(...example('entra-scim sync tenant contoso'))
    .description(
      'Stores credentials, tests the connection, sets mappings, starts or pauses the job, as a deployment does.\n' +
        'Exit code 0: all is as declared; 2: it failed.',
    )
    .addOption(serviceUrl)
    .action((slugs: string[], options: { serviceUrl?: string }) => syncTenants(slugs, options, caller.env, say));

  command
    .command('apply')
    .addHelpText(...example('SYNC_SETTINGS="$(cat settings.json)" entra-scim sync apply'))
    .description(
      'What Terraform runs: stores credentials, tests the connection, sets mappings, starts or pauses the job that\n' +
        'SYNC_SETTINGS (JSON) describes. Exit code 0: all is as declared; 2: it failed.',
    )
    .action(() => apply(caller.env, say));
});

/** Reports what differs in Entra from the configuration. */
export const drift = program('entra-scim drift', (command, caller) => {
  command
    .argument('[slugs...]', 'tenants, by slug; all when none is named')
    .description(
      'Reports what differs in Entra from the files: job and quarantine, credentials as far as they are shown, mappings,\n' +
        'scoping filters, roles, assignments. Writes nothing. Exit code 0: no drift; 1: drift; 2: a tenant could not be looked at.',
    )
    .addOption(new Option('--format <format>', 'how to report').choices(['table', 'json']).default('table'))
    .addOption(serviceUrl)
    .addHelpText(...example('entra-scim drift', 'entra-scim drift contoso --format json'))
    .action(async (slugs: string[], options: Omit<DriftOptions, 'color'>) => {
      const color = caller.stdout.isTTY === true && caller.env['NO_COLOR'] === undefined;
      const found = await findDrift(slugs, { ...options, color }, caller.env, printTo(caller));
      caller.exitCode = { none: EXIT.fine, drift: EXIT.found, failed: EXIT.unusable }[found];
    });
});

function printTo(caller: Caller): (line: string) => void {
  return (line) => {
    print(caller, line);
  };
}

const serviceUrl = new Option(
  '--service-url <tenantUrl>',
  "tenant URL of the companion service, instead of looking its domain up in Azure (which needs 'Reader' there)",
);
