import { Command } from 'commander';

import { EXIT } from './exit-code';

/** A program of the project, which ends as all of them do when it is called in a way that it does not know. */
export function program(name: string): Command {
  return new Command(name)
    .showHelpAfterError('(--help lists what can be asked for)')
    .exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.fine : EXIT.unusable));
}
