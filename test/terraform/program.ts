import { inspect } from 'node:util';

import { type Caller, note, print } from '../../command-line/caller';
import { EXIT } from '../../command-line/exit-code';
import { program } from '../../command-line/program';

import { COMPANION } from './companion-tenant';
import { EXTERNAL } from './external-tenant';
import { setUpStage } from './stage';
import { CannotRun } from './terraform';
import { prepare, run as runTrial, TrialFailure } from './trial';

interface Options {
  readonly terraform?: string;
  readonly keep: boolean;
}

/** The program behind `npm run test:terraform`. */
export const testTerraform = program('test:terraform', (command, caller) => {
  command
    .description(
      [
        'Leads tenants through their lives with the real Terraform and the real providers, against a stand-in for Microsoft ' +
          'Graph, Azure Resource Manager and Key Vault on this machine. After each change it validates, plans, applies (the ' +
          'sync step included), and plans again to find nothing to do. That takes minutes, because provider and time_sleep ' +
          'wait in earnest. It touches folders for temporary files alone.',
        'An external tenant: made, a new role, a new assignment, a role disabled, other mappings, a new token, removed. A ' +
          'companion tenant, whose token and domain the provider reads in Azure: made, a token of another generation, ' +
          'credentials that the sync step stores, another generation by the sync step, removed.',
        "The platform's own stack is not applied: of it the stand-in shows what a tenant's stack reads. The key vault is at a " +
          'port of localhost, since names below localhost are not resolved everywhere; so what the provider does with the ' +
          'name of a vault in its URL is not tried.',
        'The providers come from the registry, or from the mirror that TF_CLI_CONFIG_FILE names. They trust the stand-in by ' +
          'SSL_CERT_FILE, which Go heeds on Linux, and not on macOS.',
        'Exit code 0: all of it held; 1: something did not; 2: no Terraform or no providers, so nothing was tried.',
      ].join('\n\n'),
    )
    .option('--terraform <program>', 'name or path of Terraform (default: TERRAFORM_BINARY_NAME, or terraform)')
    .option('--keep', 'leave the folders with configuration, plans and state behind', false)
    .action(async (options: Options) => {
      caller.exitCode = await run(options, caller);
    });
});

async function run(options: Options, caller: Caller): Promise<number> {
  const { keep } = options;
  const { env } = caller;
  const terraform = options.terraform ?? (env['TERRAFORM_BINARY_NAME'] || 'terraform');
  await using external = await setUpStage({ env, keep });
  await using companion = await setUpStage({ env, keep });
  const trials = [
    { stage: external, life: EXTERNAL },
    { stage: companion, life: COMPANION },
  ];
  const say = (line: string) => {
    print(caller, line);
  };
  const told = { terraform, env, print: say };
  if (keep) for (const { stage } of trials) print(caller, `folder       ${stage.folder}`);
  try {
    for (const trial of trials) await prepare(trial, told); // fail early if a trial cannot run
    for (const trial of trials) await runTrial(trial, told);
    return EXIT.fine;
  } catch (error) {
    if (!(error instanceof CannotRun || error instanceof TrialFailure)) throw error;
    note(caller, env['DEBUG'] === undefined ? error.message : inspect(error));
    return error instanceof CannotRun ? EXIT.unusable : EXIT.found;
  }
}
