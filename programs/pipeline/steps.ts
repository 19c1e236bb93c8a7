import { createColors } from 'picocolors';

import { note, print } from '../../command-line/caller';
import { configFolder } from '../../command-line/config-folder';
import { example, type Program, program } from '../../command-line/program';

import { addApplying } from './commands/applying';
import type { Outside } from './commands/context';
import { addGitHub } from './commands/github';
import { addPlanning } from './commands/planning';
import { addReviewing } from './commands/reviewing';
import { addWatching } from './commands/watching';

/**
 * The command `entra-scim pipeline`.
 *
 * @param outside creates the external programs and services, from an environment and the folder of the configuration.
 */
export function pipelineWith(outside: (env: NodeJS.ProcessEnv, config: () => string) => Outside): Program {
  return program('entra-scim pipeline', (command, caller) => {
    const config = configFolder(caller);
    const context = {
      ...outside(caller.env, config.path),
      config: config.path,
      configOption: config.option,
      colors: createColors(caller.stdout.isTTY === true && caller.env['NO_COLOR'] === undefined),
      print: (line: string) => {
        print(caller, line);
      },
      note: (line: string) => {
        note(caller, line);
      },
      exit: (code: number) => {
        caller.exitCode = code;
      },
    };
    command
      .description(
        'The steps of reviewing and deploying, for any CI system. They run Terraform on the stacks of the configuration. Terraform ' +
          'reads its credentials from the environment (ARM_…). Exit code 0: done; 1: drift, or --fail-on is met; 2: failed; ' +
          '3: the policy is violated, or a plan differs from the reviewed one.',
      )
      .addHelpText(...example('entra-scim pipeline plan && entra-scim pipeline review'));
    addPlanning(command, context);
    addReviewing(command, context);
    addApplying(command, context);
    addWatching(command, context);
    addGitHub(command, context);
  });
}
