import type { Command } from 'commander';

import { EXIT } from '../../../command-line/exit-code';
import { example } from '../../../command-line/program';
import { type AppliedStack, applyStages, notReviewedYet } from '../apply';
import { PlanFolder } from '../plan-folder';
import { readReviewed, stacksToApply } from '../reviewed';
import { chosenStacks, readStacks } from '../stack';
import { type Stage, stagesOf } from '../stage';
import { expectCurrentSynth } from '../synth';
import { firstLine, renderOutcomes } from '../table';
import { listTenants } from '../tenant';

import { type Context, formatOption, parallelOption, plansOption, reviewedOption, type StepOptions } from './context';

/** The steps after a review. */
export function addApplying(program: Command, context: Context): void {
  const { programs, config, configOption, colors, print, exit } = context;

  program
    .command('stages')
    .addHelpText(...example('entra-scim pipeline stages --format json'))
    .description('Prints what is to be applied, in the order of a rollout: a line, or an entry, per stage.')
    .addOption(reviewedOption())
    .addOption(formatOption())
    .addOption(configOption())
    .action(({ reviewed, format }: StepOptions) => {
      const stages = stagesFor(stacksToApply(readReviewed(reviewed)), config());
      const named = stages.map(({ name, stacks }) => ({ name, stacks: stacks.map((stack) => stack.name) }));
      if (format === 'json') print(JSON.stringify(named));
      else for (const { name, stacks } of named) print(`${name}: ${stacks.join(' ')}`);
    });

  program
    .command('apply')
    .addHelpText(...example('entra-scim pipeline apply platform tenant-contoso'))
    .argument('[stacks...]', 'stacks; when none is named, all that were reviewed with changes')
    .description(
      'Applies what was reviewed: the stored plan, or a new one that does the same. The platform first, then the tenants ' +
        'wave by wave; stops at the first failure. Leaves what could not be planned yet, and exits with 3 then. Safe to run ' +
        'again: what is applied already has no changes. With PLAN_KEY it opens sealed plans.',
    )
    .addOption(plansOption())
    .addOption(reviewedOption())
    .addOption(parallelOption())
    .addOption(configOption())
    .action(async (names: string[], { plans, reviewed: file, parallel }: StepOptions) => {
      expectCurrentSynth(config());
      const [folder, reviewed] = [new PlanFolder(plans), readReviewed(file)];
      const stages = stagesFor(names.length > 0 ? names : stacksToApply(reviewed), config());
      const key = programs.env['PLAN_KEY'];
      const applied = await applyStages(stages, { folder, reviewed, parallel, key, programs, print });
      const results = [...applied, ...(names.length > 0 ? [] : notReviewedYet(reviewed))];
      const rows = results.map(({ stage, stack, outcome, reason }) => [stage, stack, outcome, firstLine(reason)]);
      const head = ['stage', 'stack', 'outcome', ''];
      print(rows.length === 0 ? 'nothing is to be applied' : renderOutcomes(head, rows, colors));
      exit(exitCode(results));
    });
}

/** Stages of these stacks. If there are none, nothing needs to be synthesized. */
export function stagesFor(names: readonly string[], config: string): Stage[] {
  return names.length === 0 ? [] : stagesOf(chosenStacks(readStacks(), names), listTenants(config));
}

/** Stacks that reviewers have not seen. */
const UNSEEN: readonly AppliedStack['outcome'][] = ['refused', 'not reviewed yet'];

function exitCode(results: readonly AppliedStack[]): number {
  if (results.some(({ outcome }) => outcome === 'failed')) return EXIT.unusable;
  return results.some(({ outcome }) => UNSEEN.includes(outcome)) ? EXIT.refused : EXIT.fine;
}
