import { Command, CommanderError } from 'commander';
import { createColors } from 'picocolors';

import { note, print } from '../../command-line/caller';
import { EXIT } from '../../command-line/exit-code';
import { example, type Program } from '../../command-line/program';

import { addApplying } from './commands/applying';
import { type Context } from './commands/context';
import { addGitHub } from './commands/github';
import { addPlanning } from './commands/planning';
import { addReviewing } from './commands/reviewing';
import { addWatching } from './commands/watching';
import { programsOnPath } from './programs';

/** The steps of reviewing and deploying. */
export const pipeline: Program = async (args, caller) => {
  // Plans, states and documents of plans hold secrets: what the steps and Terraform write is for this user alone.
  process.umask(0o077);
  await runPipeline(args, {
    programs: programsOnPath(caller.env),
    config: caller.env['CONFIG_DIR'] || 'config',
    colors: createColors(caller.stdout.isTTY === true && caller.env['NO_COLOR'] === undefined),
    print: (line) => {
      print(caller, line);
    },
    note: (line) => {
      note(caller, line);
    },
    exit: (code) => {
      caller.exitCode = code;
    },
  });
};

/** Runs a step with what it is given. */
export async function runPipeline(args: readonly string[], context: Context): Promise<void> {
  try {
    await programOf(context).parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    context.exit(error.exitCode === 0 ? EXIT.fine : EXIT.unusable);
  }
}

function programOf(context: Context): Command {
  const program = new Command('entra-scim pipeline')
    .description(
      'The steps of reviewing and deploying, for any CI. They work on the stacks of CONFIG_DIR with Terraform itself, which\n' +
        'takes its credentials from the environment (ARM_…). Exit code 0: done; 1: drift, or --fail-on is met; 2: failed;\n' +
        '3: the policy is broken, or a plan is not what was reviewed.',
    )
    .addHelpText(...example('entra-scim pipeline plan && entra-scim pipeline review'))
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
