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

/** Adds the pipeline steps that run before a review. */
export function addPlanning(program: Command, context: Context): void {
  const { programs, config, configOption, colors, print, note, exit } = context;

  program
    .command('synth')
    .addHelpText(...example('entra-scim pipeline synth'))
    .description(
      'Synthesizes all stacks, and records what they were synthesized from, so that a plan can detect stale ones.',
    )
    .addOption(configOption())
    .action(() => synth(config(), programs, note));

  program
    .command('affected')
    .addHelpText(...example('entra-scim pipeline affected --base origin/main'))
    .description('Prints the stacks that a change affects.')
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
    .argument('[stacks...]', 'names of stacks; without any, all stacks')
    .option(
      '--base <ref>',
      'plan the stacks affected by the changes since this commit or branch, instead of named ones',
    )
    .description(
      'Plans stacks, and writes each plan also as JSON. Changes nothing in Azure, in Entra or in states. Plans contain secrets: only ' +
        'this user can read them. With PLAN_KEY, an encrypted copy of each is written next to it (AES-256-GCM); only the copy may leave the machine.',
    )
    .addOption(plansOption())
    .addOption(parallelOption())
    .addOption(configOption())
    .action(async (names: string[], { base, plans, parallel }: StepOptions & { base?: string }) => {
      const folder = new PlanFolder(plans);
      folder.clearIndex();
      if (base !== undefined && names.length > 0) {
        throw new StepError(`--base chooses the stacks, but ${names.join(', ')} are named too; omit one or the other`);
      }
      expectCurrentSynth(config());
      const concerned = base === undefined ? names : await affectedSince(base, config(), programs);
      const nothing = base !== undefined && concerned.length === 0;
      const stacks = nothing ? [] : chosenStacks(readStacks(), concerned);
      expectSharedState(stacks, programs.env);
      const records = await planStacks(stacks, { folder, parallel, key: programs.env['PLAN_KEY'], programs, print });
      const rows = records.map(({ stack, outcome, reason }) => [stack, outcome, firstLine(reason)]);
      print(rows.length === 0 ? 'no stack is affected' : renderOutcomes(['stack', 'plan', ''], rows, colors));
      if (records.some(({ outcome }) => outcome === 'failed')) exit(EXIT.unusable);
    });
}
