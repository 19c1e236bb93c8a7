import { Option } from 'commander';

import { EXIT } from '../command-line/exit-code';
import { fail } from '../command-line/fail';
import { program as newProgram } from '../command-line/program';

import { apply } from './apply';
import { drift, type DriftOptions } from './drift/drift';
import { syncTenants } from './sync-tenant';

const program = newProgram('sync').description(
  'Brings the provisioning jobs of Entra tenants to where the configuration (CONFIG_DIR) says they are.',
);

const serviceUrl = new Option(
  '--service-url <tenantUrl>',
  "tenant URL of the companion service, instead of looking its domain up in Azure (which needs 'Reader' there)",
);

program
  .command('tenant')
  .argument('<slugs...>', 'tenants, by slug')
  .description(
    'Stores credentials, tests the connection, sets mappings, starts or pauses the job, as a deployment does.\n' +
      'Exit code 0: all is as declared; 2: it failed.',
  )
  .addOption(serviceUrl)
  .action((slugs: string[], options: { serviceUrl?: string }) =>
    run(async () => {
      await syncTenants(slugs, options, process.env, console.log);
      return EXIT.fine;
    }),
  );

program
  .command('drift')
  .argument('[slugs...]', 'tenants, by slug; all when none is named')
  .description(
    'Reports what differs in Entra from the files: job and quarantine, credentials as far as they are shown, mappings,\n' +
      'scoping filters, roles, assignments. Writes nothing. Exit code 0: no drift; 1: drift; 2: a tenant could not be looked at.',
  )
  .addOption(new Option('--format <format>', 'how to report').choices(['table', 'json']).default('table'))
  .addOption(serviceUrl)
  .action((slugs: string[], options: Omit<DriftOptions, 'color'>) =>
    run(async () => {
      const color = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
      const found = await drift(slugs, { ...options, color }, process.env, console.log);
      return { none: EXIT.fine, drift: EXIT.found, failed: EXIT.unusable }[found];
    }),
  );

program
  .command('apply')
  .description(
    'What Terraform runs: stores credentials, tests the connection, sets mappings, starts or pauses the job that\n' +
      'SYNC_SETTINGS (JSON) describes. Exit code 0: all is as declared; 2: it failed.',
  )
  .action(() =>
    run(async () => {
      await apply(process.env, console.log);
      return EXIT.fine;
    }),
  );

void program.parseAsync();

/** Runs a command. A failure is told in its own words, and by the exit code. */
async function run(command: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await command();
  } catch (error) {
    fail(error);
  }
}
