import { Command, CommanderError } from 'commander';

import { EXIT } from '../../command-line/exit-code';

import { addApplying } from './commands/applying';
import { type Context } from './commands/context';
import { addGitHub } from './commands/github';
import { addPlanning } from './commands/planning';
import { addReviewing } from './commands/reviewing';
import { addWatching } from './commands/watching';

/** Runs a step, as `npm run pipeline` does. */
export async function runPipeline(args: readonly string[], context: Context): Promise<void> {
  try {
    await programOf(context).parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    context.exit(error.exitCode === 0 ? EXIT.fine : EXIT.unusable);
  }
}

function programOf(context: Context): Command {
  const program = new Command('pipeline')
    .description(
      'The steps of reviewing and deploying, for any CI. They work on the stacks of CONFIG_DIR with Terraform itself, which\n' +
        'takes its credentials from the environment (ARM_…). Exit code 0: done; 1: drift, or --fail-on is met; 2: failed;\n' +
        '3: the policy is broken, or a plan is not what was reviewed.',
    )
    .showHelpAfterError('(--help lists the steps)')
    .configureOutput({ writeOut: says(context.print), writeErr: says(context.note) })
    .exitOverride();
  addPlanning(program, context);
  addReviewing(program, context);
  addApplying(program, context);
  addWatching(program, context);
  addGitHub(program, context);
  return program;
}

/** Commander ends what it writes with a new line, as do those that print. */
function says(print: (line: string) => void): (text: string) => void {
  return (text) => {
    print(text.replace(/\n$/, ''));
  };
}
