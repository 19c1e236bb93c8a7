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

/** Adds the pipeline steps that run after a review. */
export function addApplying(program: Command, context: Context): void {
  const { programs, config, configOption, colors, print, exit } = context;

  program
    .command('stages')
    .addHelpText(...example('entra-scim pipeline stages --format json'))
    .description('Prints the stacks to apply in the order of a rollout: one line, or one JSON entry, per stage.')
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
    .argument('[stacks...]', 'names of stacks; without any, all reviewed stacks that have changes')
    .description(
      'Applies what was reviewed: the stored plan, or a new one that makes the same changes. The platform comes first, then the tenants ' +
        'wave by wave; stops at the first failure. Skips stacks that could not be planned yet, and then exits with 3. Safe to run ' +
        'again: an applied stack has no changes left. With PLAN_KEY, it decrypts sealed plans.',
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
      print(rows.length === 0 ? 'there is nothing to apply' : renderOutcomes(head, rows, colors));
      exit(exitCode(results));
    });
}

/**
 * The stages in which the named stacks are deployed. If no names are given, there are no stages, and nothing needs to
 * have been synthesized.
 */
export function stagesFor(names: readonly string[], config: string): Stage[] {
  return names.length === 0 ? [] : stagesOf(chosenStacks(readStacks(), names), listTenants(config));
}

/** Outcomes of stacks whose plans have not been seen by reviewers. */
const UNSEEN: readonly AppliedStack['outcome'][] = ['refused', 'not reviewed yet'];

function exitCode(results: readonly AppliedStack[]): number {
  if (results.some(({ outcome }) => outcome === 'failed')) return EXIT.unusable;
  return results.some(({ outcome }) => UNSEEN.includes(outcome)) ? EXIT.refused : EXIT.fine;
}
