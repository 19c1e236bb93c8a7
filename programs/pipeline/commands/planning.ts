import type { Command } from 'commander';

import { EXIT } from '../../../command-line/exit-code';
import { example } from '../../../command-line/program';
import { affectedStacks } from '../affected';
import { changedFiles } from '../changed-files';
import { configFiles } from '../config-files';
import { planStacks } from '../plan';
import { PlanFolder } from '../plan-folder';
import { chosenStacks, readStacks } from '../stack';
import { StepError } from '../step-error';
import { expectCurrentSynth, synth } from '../synth';
import { firstLine, renderTable } from '../table';

import { type Context, formatOption, parallelOption, plansOption, run } from './context';

interface PlanOptions {
  readonly base?: string;
  readonly plans: string;
  readonly parallel: number;
}

/** The steps before a review. */
export function addPlanning(program: Command, context: Context): void {
  const { programs, config, colors, print, note } = context;

  program
    .command('synth')
    .addHelpText(...example('entra-scim pipeline synth'))
    .description('Synthesizes all stacks, and notes of what, so that a plan can tell when they are stale.')
    .action(() =>
      run(context, async () => {
        await synth(config, programs, note);
        return EXIT.fine;
      }),
    );

  program
    .command('affected')
    .addHelpText(...example('entra-scim pipeline affected --base origin/main'))
    .description('Prints the stacks that a change concerns.')
    .option('--base <ref>', 'what the change is compared with', 'origin/main')
    .addOption(formatOption())
    .action(({ base, format }: { base: string; format: string }) =>
      run(context, async () => {
        const names = await affectedSince(base, context);
        if (format === 'json') print(JSON.stringify(names));
        else for (const name of names) print(name);
        return EXIT.fine;
      }),
    );

  program
    .command('plan')
    .addHelpText(...example('entra-scim pipeline plan --base origin/main'))
    .argument('[stacks...]', 'stacks; all when none is named')
    .option('--base <ref>', 'plan the stacks that a change since there concerns, instead of naming any')
    .description(
      'Plans stacks, each with a document as JSON. Writes nothing in Azure, Entra or the state. Plans hold secrets: they\n' +
        'stay with this user. With PLAN_KEY each is sealed beside itself (AES-256-GCM), and only that may leave the machine.',
    )
    .addOption(plansOption())
    .addOption(parallelOption())
    .action((names: string[], { base, plans, parallel }: PlanOptions) =>
      run(context, async () => {
        if (base !== undefined && names.length > 0) {
          throw new StepError(
            `--base chooses the stacks, and ${names.join(', ')} are named too; leave out one of both`,
          );
        }
        expectCurrentSynth(config);
        const folder = new PlanFolder(plans);
        const stacks = base === undefined ? chosenStacks(readStacks(), names) : await stacksSince(base, context);
        const records = await planStacks(stacks, { folder, parallel, key: programs.env['PLAN_KEY'], programs, print });
        const rows = records.map(({ stack, outcome, reason }) => [stack, outcome, firstLine(reason)]);
        print(rows.length === 0 ? 'no stack is concerned' : renderTable(['stack', 'plan', ''], rows, colors));
        return records.some(({ outcome }) => outcome === 'failed') ? EXIT.unusable : EXIT.fine;
      }),
    );
}

async function affectedSince(base: string, { programs, config }: Context): Promise<string[]> {
  return affectedStacks(await changedFiles(base, programs), config, configFiles(config));
}

async function stacksSince(base: string, context: Context) {
  const names = await affectedSince(base, context);
  return names.length === 0 ? [] : chosenStacks(readStacks(), names);
}
