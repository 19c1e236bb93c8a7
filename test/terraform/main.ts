import { Command } from 'commander';

import { setUpStage } from './stage';
import { CannotRun } from './terraform';
import { trial, TrialFailure } from './trial';

/** Exit codes. A machine without providers is told apart from a trial that failed. */
const EXIT = { done: 0, failed: 1, cannotRun: 2 } as const;

interface Options {
  readonly terraform: string;
  readonly keep: boolean;
}

void new Command('test:terraform')
  .description(
    [
      'Leads one tenant through its life with the real Terraform and the real providers, against a stand-in for Microsoft ' +
        'Graph on this machine: made, a new role, a new assignment, a role disabled, other mappings, a new token, removed. ' +
        'After each change it validates, plans, applies (the sync step included), and plans again to find nothing to do. ' +
        'That takes minutes, because provider and time_sleep wait in earnest. It touches a folder for temporary files alone.',
      'The providers come from the registry, or from the mirror that TF_CLI_CONFIG_FILE names. They trust the stand-in by ' +
        'SSL_CERT_FILE, which Go heeds on Linux, and not on macOS.',
      'Exit code 0: all of it held; 1: something did not; 2: no Terraform or no providers, so nothing was tried.',
    ].join('\n\n'),
  )
  .option('--terraform <program>', 'name or path of Terraform', process.env['TERRAFORM_BINARY_NAME'] || 'terraform')
  .option('--keep', 'leave the folder with configuration, plans and state behind', false)
  .showHelpAfterError('(--help lists what can be asked for)')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.done : EXIT.failed))
  .action(async ({ terraform, keep }: Options) => {
    process.exitCode = await run(terraform, keep);
  })
  .parseAsync();

async function run(terraform: string, keep: boolean): Promise<number> {
  await using stage = await setUpStage({ env: process.env, keep });
  if (keep) console.log(`folder       ${stage.folder}`);
  try {
    await trial(stage, { terraform, env: process.env, print: console.log });
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof CannotRun || error instanceof TrialFailure)) throw error;
    console.error(process.env['DEBUG'] === undefined ? error.message : error);
    return error instanceof CannotRun ? EXIT.cannotRun : EXIT.failed;
  }
}
