import { Command, CommanderError } from 'commander';

import { version } from '../package.json';

import type { Caller } from './caller';
import { EXIT } from './exit-code';
import { fail } from './fail';

/** A command, to be called with its arguments: from the command line, or within another program. */
export type Program = (args: readonly string[], caller: Caller) => Promise<void>;

/**
 * Makes a command. All of them end in the same way when they fail or are called incorrectly.
 *
 * @param name as a person types it, for example `entra-scim tenants`.
 * @param define defines its options, and what it does.
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

/** Examples at the end of a command's help, one call per line, as a person types it. */
export function example(...calls: readonly [string, ...string[]]): ['after', string] {
  const title = calls.length === 1 ? 'Example:' : 'Examples:';
  return ['after', ['', title, ...calls.map((call) => `  $ ${call}`)].join('\n')];
}
