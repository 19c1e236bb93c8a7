import type { Command } from 'commander';

import { EXIT } from '../../../command-line/exit-code';
import { example } from '../../../command-line/program';
import { affectedSince } from '../affected';
import { planStacks } from '../plan';
import { PlanFolder } from '../plan-folder';
import { expectSharedState } from '../shared-state';
import { chosenStacks, readStacks } from '../stack';
import { StepError } from '../step';
import { expectCurrentSynth, synth } from '../synth';
import { firstLine, renderOutcomes } from '../table';

import { type Context, formatOption, parallelOption, plansOption, type StepOptions } from './context';

/** The steps before a review. */
export function addPlanning(program: Command, context: Context): void {
  const { programs, config, configOption, colors, print, note, exit } = context;

  program
    .command('synth')
    .addHelpText(...example('entra-scim pipeline synth'))
    .description('Synthesizes all stacks, and notes of what, so that a plan can tell when they are stale.')
    .addOption(configOption())
    .action(() => synth(config(), programs, note));

  program
    .command('affected')
    .addHelpText(...example('entra-scim pipeline affected --base origin/main'))
    .description('Prints the stacks that a change concerns.')
    .option('--base <ref>', 'commit or branch to compare with', 'origin/main')
    .addOption(formatOption())
    .addOption(configOption())
    .action(async ({ base, format }: StepOptions & { base: string }) => {
      const names = await affectedSince(base, config(), programs);
      if (format === 'json') print(JSON.stringify(names));
      else for (const name of names) print(name);
    });

  program
    .command('plan')
    .addHelpText(...example('entra-scim pipeline plan --base origin/main'))
    .argument('[stacks...]', 'stacks; all when none is named')
    .option('--base <ref>', 'plan the stacks that a change since there concerns, instead of naming any')
    .description(
      'Plans stacks, each with a document as JSON. Writes nothing in Azure, Entra or the state. Plans hold secrets: they ' +
        'stay with this user. With PLAN_KEY each is sealed beside itself (AES-256-GCM), and only that may leave the machine.',
    )
    .addOption(plansOption())
    .addOption(parallelOption())
    .addOption(configOption())
    .action(async (names: string[], { base, plans, parallel }: StepOptions & { base?: string }) => {
      const folder = new PlanFolder(plans);
      folder.clearIndex();
      if (base !== undefined && names.length > 0) {
        throw new StepError(`--base chooses the stacks, and ${names.join(', ')} are named too; leave out one of both`);
      }
      expectCurrentSynth(config());
      const concerned = base === undefined ? names : await affectedSince(base, config(), programs);
      const nothing = base !== undefined && concerned.length === 0;
      const stacks = nothing ? [] : chosenStacks(readStacks(), concerned);
      expectSharedState(stacks, programs.env);
      const records = await planStacks(stacks, { folder, parallel, key: programs.env['PLAN_KEY'], programs, print });
      const rows = records.map(({ stack, outcome, reason }) => [stack, outcome, firstLine(reason)]);
      print(rows.length === 0 ? 'no stack is concerned' : renderOutcomes(['stack', 'plan', ''], rows, colors));
      if (records.some(({ outcome }) => outcome === 'failed')) exit(EXIT.unusable);
    });
}
