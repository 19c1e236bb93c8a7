import { EXIT, EXIT_MEANINGS } from '../command-line/exit-code';
import { example, type Program, program } from '../command-line/program';

import { COMMANDS } from './commands';

/** The command line of `entra-scim`. */
export const entraScim: Program = program('entra-scim', (root, caller) => {
  root
    .description(
      'Provisions users and groups from Microsoft Entra ID into a product over SCIM 2.0: infrastructure and service.',
    )
    .usage('<command> [options]')
    .enablePositionalOptions() // `--version` and `--help` after the name of a command belong to that command
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .helpCommand(false) // commander's own help would show no options, because it does not load the command
    .addHelpText('after', `\nExit codes:\n${exitCodes()}`)
    .addHelpText(...example('entra-scim tenants --help', 'entra-scim review plans/*.json'));

  for (const { name, summary, load } of COMMANDS) {
    root
      .command(name)
      .description(summary)
      .argument('[args...]')
      .helpOption(false)
      .allowUnknownOption()
      .passThroughOptions()
      .action((args: string[]) => load()(args, caller));
  }
  root
    .command('help')
    .description('show the help of a command')
    .argument('[command...]')
    .action((path: string[]) => entraScim([...path, '--help'], caller));
});

function exitCodes(): string {
  return Object.entries(EXIT_MEANINGS)
    .map(([name, meaning]) => `  ${String(EXIT[name as keyof typeof EXIT]).padEnd(4)}${meaning}`)
    .join('\n');
}
