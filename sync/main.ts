import { Command, Option } from 'commander';

import { apply } from './apply';
import { drift, type DriftOptions } from './drift/drift';
import { syncTenants } from './sync-tenant';

/** Exit codes. Drift is told apart from a failure, so that a nightly job can open an issue for one of them. */
const EXIT = { done: 0, failed: 1, drift: 2 } as const;

const program = new Command('sync')
  .description('Brings the provisioning jobs of Entra tenants to where the configuration (CONFIG_DIR) says they are.')
  .showHelpAfterError('(--help lists what can be asked for)')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.done : EXIT.failed));

const serviceUrl = new Option(
  '--service-url <tenantUrl>',
  "tenant URL of the companion service, instead of looking its domain up in Azure (which needs 'Reader' there)",
);

program
  .command('tenant')
  .argument('<slugs...>', 'tenants, by slug')
  .description(
    'Stores credentials, tests the connection, sets mappings, starts or pauses the job, as a deployment does.\n' +
      'Exit code 0: all is as declared; 1: it failed.',
  )
  .addOption(serviceUrl)
  .action((slugs: string[], options: { serviceUrl?: string }) =>
    run(async () => {
      await syncTenants(slugs, options, process.env, console.log);
      return EXIT.done;
    }),
  );

program
  .command('drift')
  .argument('[slugs...]', 'tenants, by slug; all when none is named')
  .description(
    'Reports what differs in Entra from the files: job and quarantine, credentials as far as they are shown, mappings,\n' +
      'scoping filters, roles, assignments. Writes nothing. Exit code 0: no drift; 2: drift; 1: it failed.',
  )
  .addOption(new Option('--format <format>', 'how to report').choices(['table', 'json']).default('table'))
  .addOption(serviceUrl)
  .action((slugs: string[], options: Omit<DriftOptions, 'color'>) =>
    run(async () => {
      const color = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
      const found = await drift(slugs, { ...options, color }, process.env, console.log);
      return { none: EXIT.done, drift: EXIT.drift, failed: EXIT.failed }[found];
    }),
  );

program
  .command('apply')
  .description(
    'What Terraform runs: stores credentials, tests the connection, sets mappings, starts or pauses the job that\n' +
      'SYNC_SETTINGS (JSON) describes. Exit code 0: all is as declared; 1: it failed.',
  )
  .action(() =>
    run(async () => {
      await apply(process.env, console.log);
      return EXIT.done;
    }),
  );

void program.parseAsync();

/** Runs a command. A failure is told in its own words, and by the exit code. */
async function run(command: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await command();
  } catch (error) {
    console.error(error instanceof Error && process.env['DEBUG'] === undefined ? error.message : error);
    process.exitCode = EXIT.failed;
  }
}
