import { Command, CommanderError } from 'commander';

import type { Caller } from './caller';
import { EXIT } from './exit-code';
import { fail } from './fail';

/** A program of the project, to be called with its arguments: from its `main.ts`, or within another program. */
export type Program = (args: readonly string[], caller: Caller) => Promise<void>;

/**
 * Makes a program, which ends as all of them do when it is called in a way that it does not know, or fails.
 *
 * @param define says what can be asked for, and what is done then.
 */
export function program(name: string, define: (command: Command, caller: Caller) => void): Program {
  return async (args, caller) => {
    const command = new Command(name)
      .showHelpAfterError('(--help lists what can be asked for)')
      .configureOutput({
        writeOut: (text) => caller.stdout.write(text),
        writeErr: (text) => caller.stderr.write(text),
      })
      .exitOverride();
    try {
      define(command, caller);
      await command.parseAsync(args, { from: 'user' });
    } catch (error) {
      if (!(error instanceof CommanderError)) fail(error, caller);
      else caller.exitCode = error.exitCode === 0 ? EXIT.fine : EXIT.unusable;
    }
  };
}
