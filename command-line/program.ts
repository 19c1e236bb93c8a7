import { Command, CommanderError } from 'commander';

import { version } from '../package.json';

import type { Caller } from './caller';
import { EXIT } from './exit-code';
import { fail } from './fail';

/** A command, to be called with its arguments: from the command line, or within another program. */
export type Program = (args: readonly string[], caller: Caller) => Promise<void>;

/**
 * Makes a command that ends as all of them do when it is called in a way it does not know, or fails.
 *
 * @param name as a person types it, for example `entra-scim tenants`.
 * @param define says what can be asked for, and what is done then.
 */
export function program(name: string, define: (command: Command, caller: Caller) => void): Program {
  return async (args, caller) => {
    const command = new Command(name)
      .version(version, '-V, --version', 'print the version of entra-scim')
      .showHelpAfterError(`(${name} --help lists what can be asked for)`)
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

/** Examples at the end of a command's help: what a person types, one call per line. */
export function example(...calls: readonly [string, ...string[]]): ['after', string] {
  const title = calls.length === 1 ? 'Example:' : 'Examples:';
  return ['after', ['', title, ...calls.map((call) => `  $ ${call}`)].join('\n')];
}
