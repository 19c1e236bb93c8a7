import type { Command } from 'commander';

import { EXIT } from '../../../command-line/exit-code';
import { example } from '../../../command-line/program';
import { lookForDrift } from '../drift';
import { type DriftReport, worstOf } from '../drift-issue';
import { PlanFolder } from '../plan-folder';
import { chosenStacks, readStacks } from '../stack';
import { expectCurrentSynth } from '../synth';
import { firstLine, renderOutcomes } from '../table';
import { listTenants, presentTenants } from '../tenant';
import { type Verified, verifyTenants } from '../verify';
import { warningLines } from '../warning';

import { type Context, parallelOption, plansOption, type StepOptions } from './context';

/** Adds the pipeline steps that examine what is deployed. */
export function addWatching(program: Command, context: Context): void {
  const { programs, config, configOption, colors, print, exit } = context;

  program
    .command('verify')
    .addHelpText(...example('entra-scim pipeline verify contoso'))
    .argument('[tenants...]', 'slugs of tenants; without any, all tenants')
    .description('Makes Entra test the connections of tenants, and compares Entra with the files.')
    .addOption(parallelOption())
    .option('--pass-drift', 'exit with 0 even on drift, for use after a deployment, which cannot cause any')
    .addOption(configOption())
    .action(async (named: string[], { parallel, passDrift }: StepOptions & { passDrift?: true }) => {
      const verified = await verifyTenants(presentTenants(listTenants(config()), named), { ...context, parallel });
      print(renderOutcomes(['tenant', 'connection', 'drift', ''], verified.map(verifiedRow), colors));
      if (verified.some(({ connection, drift }) => connection === 'failed' || !drift)) {
        exit(EXIT.unusable);
        return;
      }
      const drifted = verified.filter(({ drift = [] }) => drift.length > 0).map(({ tenant }) => tenant);
      if (drifted.length === 0) return;
      const warning = `Entra differs from the files for ${drifted.join(', ')}; see the table`;
      for (const line of warningLines(warning, passDrift ? programs.env : {})) print(line);
      if (!passDrift) exit(EXIT.found);
    });

  program
    .command('drift')
    .addHelpText(...example('entra-scim pipeline drift --issue drift.md'))
    .argument('[stacks...]', 'names of stacks; without any, all stacks')
    .description(
      'Looks for changes made outside the files, and for changes to the files that are not deployed yet. Writes the text of one issue. Changes ' +
        'nothing.',
    )
    .addOption(plansOption())
    .option('--issue <file>', 'file for the text', 'drift.md')
    .addOption(parallelOption())
    .addOption(configOption())
    .action(async (names: string[], { plans, issue, parallel }: StepOptions & { issue: string }) => {
      expectCurrentSynth(config());
      const folder = new PlanFolder(plans);
      const report = await lookForDrift(chosenStacks(readStacks(), names), {
        ...context,
        config: config(),
        folder,
        issue,
        parallel,
      });
      print(renderOutcomes(['where', 'outcome', ''], driftRows(report), colors));
      exit({ 'no drift': EXIT.fine, drift: EXIT.found, failed: EXIT.unusable }[worstOf(report)]);
    });
}

function verifiedRow({ tenant, connection, drift, reason }: Verified): string[] {
  return [tenant, connection, drift === undefined ? 'failed' : drift.join(', ') || 'no drift', firstLine(reason)];
}

function driftRows({ stacks, tenants, failures }: DriftReport): string[][] {
  return [
    ...stacks.map(({ stack, outcome, reason }) => [stack, outcome, firstLine(reason)]),
    ...tenants.map(({ tenant, differences, error }) => [
      `${tenant} in Entra`,
      error === undefined ? (differences.length === 0 ? 'no drift' : 'drift') : 'failed',
      error === undefined ? differences.map(({ what }) => what).join(', ') : firstLine(error),
    ]),
    ...failures.map(({ where, reason }) => [where, 'failed', firstLine(reason)]),
  ];
}
