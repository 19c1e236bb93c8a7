import { Command } from 'commander';
import { createColors } from 'picocolors';

import { addApplying } from './commands/applying';
import { type Context, EXIT } from './commands/context';
import { addPlanning } from './commands/planning';
import { addReviewing } from './commands/reviewing';
import { addWatching } from './commands/watching';

// Plans, states and documents of plans hold secrets: what this program and Terraform write is for this user alone.
process.umask(0o077);

const program = new Command('pipeline')
  .description(
    'The steps of reviewing and deploying, for any CI. They work on the stacks of CONFIG_DIR with Terraform itself, which\n' +
      'takes its credentials from the environment (ARM_…). Exit code 0: done; 1: failed; 2: drift, or --fail-on is met;\n' +
      '3: the policy is broken, or a plan is not what was reviewed.',
  )
  .showHelpAfterError('(--help lists the steps)')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.fine : EXIT.failed));

const context: Context = {
  env: process.env,
  config: process.env['CONFIG_DIR'] || 'config',
  colors: createColors(process.stdout.isTTY && process.env['NO_COLOR'] === undefined),
  print: console.log,
  note: console.error,
  exit: (code) => {
    process.exitCode = code;
  },
};

addPlanning(program, context);
addReviewing(program, context);
addApplying(program, context);
addWatching(program, context);

void program.parseAsync();
