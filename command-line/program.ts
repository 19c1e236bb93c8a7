import { Command, CommanderError } from 'commander';

import { version } from '../package.json';

import type { Caller } from './caller';
import { EXIT } from './exit-code';
import { fail } from './fail';

/** A command as a function of its arguments. It can be called from the command line or by another program. */
export type Program = (args: readonly string[], caller: Caller) => Promise<void>;

/**
 * Creates a command. All commands handle failures and wrong usage in the same way.
 *
 * @param name the command as a user types it, for example `entra-scim tenants`.
 * @param define defines the options and the action of the command.
 */
export function program(name: string, define: (command: Command, caller: Caller) => void): Program {
  return async (args, caller) => {
    const command = new Command(name)
      .version(version, '-V, --version', 'print the version of entra-scim')
      .configureOutput({
        writeOut: (text) => caller.stdout.write(text),
        writeErr: (text) => caller.stderr.write(text),
      })
      .exitOverride();
    try {
      define(command, caller);
      pointToHelp(command, name);
      await command.parseAsync(args, { from: 'user' });
    } catch (error) {
      if (!(error instanceof CommanderError)) fail(error, caller);
      else caller.exitCode = error.exitCode === 0 ? EXIT.fine : EXIT.unusable;
    }
  };
}

/** Makes a wrong call point to the help of the command that was called. The help of others lists other arguments. */
function pointToHelp(command: Command, name: string): void {
  command.showHelpAfterError(`(${name} --help lists the arguments and options)`);
  for (const own of command.commands) pointToHelp(own, `${name} ${own.name()}`);
}

/** Examples at the end of a command's help: one call per line, as a user types it. */
export function example(...calls: readonly [string, ...string[]]): ['after', string] {
  const title = calls.length === 1 ? 'Example:' : 'Examples:';
  return ['after', ['', title, ...calls.map((call) => `  $ ${call}`)].join('\n')];
}
