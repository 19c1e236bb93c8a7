import { Command } from 'commander';

import { apply } from './apply';

/** Exit codes. Drift is told apart from a failure, so that a nightly job can open an issue for one of them. */
const EXIT = { done: 0, failed: 1, drift: 2 } as const;

const program = new Command('sync')
  .description('Brings the provisioning jobs of Entra tenants to where the configuration (CONFIG_DIR) says they are.')
  .showHelpAfterError('(--help lists what can be asked for)')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.done : EXIT.failed));

program
  .command('apply')
  .description(
    'What Terraform runs: stores credentials, tests the connection, sets mappings, starts or pauses the job that\n' +
      'SYNC_SETTINGS (JSON) describes. Exit code 0: all is as declared; 1: it failed.',
  )
  .action(() => run(() => apply(process.env, console.log)));

void program.parseAsync();

/** Runs a command. A failure is told in its own words, and by the exit code. */
async function run(command: () => Promise<number | void>): Promise<void> {
  try {
    process.exitCode = (await command()) ?? EXIT.done;
  } catch (error) {
    console.error(error instanceof Error && process.env['DEBUG'] === undefined ? error.message : error);
    process.exitCode = EXIT.failed;
  }
}
