import { Command, InvalidArgumentError, Option } from 'commander';
import { createColors } from 'picocolors';

import { affectedStacks } from './affected';
import { applyStages } from './apply';
import { changedFiles } from './changed-files';
import { configFiles } from './config-files';
import { lookForDrift } from './drift';
import { worstOf } from './drift-issue';
import { planStacks } from './plan';
import { PlanFolder } from './plan-folder';
import { reviewPlans } from './review';
import { readReviewed, stacksToApply } from './reviewed';
import { chosenStacks, readStacks } from './stack';
import { stagesOf } from './stage';
import { StepError } from './step-error';
import { expectCurrentSynth, synth } from './synth';
import { firstLine, renderTable } from './table';
import { listTenants, presentTenants } from './tenant';
import { verifyTenants } from './verify';

/** Exit codes. Those of `review` are the same, so that it can hand on what `npm run review` ended with. */
const EXIT = { fine: 0, failed: 1, found: 2, refused: 3 } as const;

// Plans, states and documents of plans hold secrets: what this program and Terraform write is for this user alone.
process.umask(0o077);

const env = process.env;
const configFolder = env['CONFIG_DIR'] || 'config';
const colors = createColors(process.stdout.isTTY && env['NO_COLOR'] === undefined);
const parallel = new Option('--parallel <n>', 'most stacks at once').argParser(positive).default(4);
const plans = new Option('--plans <folder>', 'where the plans are').default('plans');
const reviewed = new Option('--reviewed <file>', 'what was reviewed, as hashes').default('reviewed.json');
const format = new Option('--format <format>', 'how to print').choices(['lines', 'json']).default('lines');

const program = new Command('pipeline')
  .description(
    'The steps of reviewing and deploying, for any CI. They work on the stacks of CONFIG_DIR with Terraform itself, which\n' +
      'takes its credentials from the environment (ARM_…). Exit code 0: done; 1: failed; 2: drift, or --fail-on is met;\n' +
      '3: the policy is broken, or a plan is not what was reviewed.',
  )
  .showHelpAfterError('(--help lists the steps)')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.fine : EXIT.failed));

program
  .command('synth')
  .description('Synthesizes all stacks, and notes of what, so that a plan can tell when they are stale.')
  .action(() =>
    run(async () => {
      await synth(configFolder, env, console.error);
      return EXIT.fine;
    }),
  );

program
  .command('affected')
  .description('Prints the stacks that a change concerns.')
  .addOption(new Option('--base <ref>', 'what the change is compared with').default('origin/main'))
  .addOption(format)
  .action((options: { base: string; format: string }) =>
    run(async () => {
      print(await affectedSince(options.base), options.format);
      return EXIT.fine;
    }),
  );

program
  .command('plan')
  .argument('[stacks...]', 'stacks; all when none is named')
  .option('--base <ref>', 'plan the stacks that a change since there concerns, and no others')
  .description(
    'Plans stacks, each with a document as JSON. Writes nothing in Azure, Entra or the state. Plans hold secrets: they\n' +
      'stay with this user. With PLAN_KEY each is sealed beside itself (AES-256-GCM), and only that may leave the machine.',
  )
  .addOption(plans)
  .addOption(parallel)
  .action((names: string[], options: { plans: string; parallel: number; base?: string }) =>
    run(async () => {
      expectCurrentSynth(configFolder);
      const { base } = options;
      const stacks = base === undefined ? chosenStacks(readStacks(), names) : await stacksSince(base);
      const records = await planStacks(stacks, {
        folder: new PlanFolder(options.plans),
        parallel: options.parallel,
        key: env['PLAN_KEY'],
        env,
        print: console.log,
      });
      const rows = records.map(({ stack, outcome, reason }) => [stack, outcome, firstLine(reason)]);
      console.log(renderTable(['stack', 'plan', ''], rows, colors));
      return records.some(({ outcome }) => outcome === 'failed') ? EXIT.failed : EXIT.fine;
    }),
  );

program
  .command('review')
  .description('Reviews all plans as one comment in Markdown, and keeps the hash of what each of them does.')
  .addOption(plans)
  .addOption(new Option('--comment <file>', 'where the comment goes').default('review.md'))
  .addOption(reviewed)
  .option('--policy <file>', 'as for npm run review')
  .option('--label <label>', 'as for npm run review; repeatable', also, [])
  .option('--fail-on <class>', 'as for npm run review')
  .action(
    (options: {
      plans: string;
      comment: string;
      reviewed: string;
      policy?: string;
      label: string[];
      failOn?: string;
    }) =>
      run(() =>
        reviewPlans({
          folder: new PlanFolder(options.plans),
          comment: options.comment,
          reviewed: options.reviewed,
          pass: [
            ...(options.policy === undefined ? [] : [`--policy=${options.policy}`]),
            ...(options.failOn === undefined ? [] : [`--fail-on=${options.failOn}`]),
            ...options.label.map((label) => `--label=${label}`),
          ],
          env,
        }),
      ),
  );

program
  .command('stages')
  .description('Prints what is to be applied, in the order of a rollout: a line, or an entry, per stage.')
  .addOption(reviewed)
  .addOption(format)
  .action((options: { reviewed: string; format: string }) =>
    run(async () => {
      const stages = await stagesToApply(stacksToApply(readReviewed(options.reviewed)));
      const named = stages.map(({ name, stacks }) => ({ name, stacks: stacks.map((stack) => stack.name) }));
      if (options.format === 'json') console.log(JSON.stringify(named));
      else for (const { name, stacks } of named) console.log(`${name}: ${stacks.join(' ')}`);
      return EXIT.fine;
    }),
  );

program
  .command('apply')
  .argument('[stacks...]', 'stacks; when none is named, all that were reviewed with changes')
  .description(
    'Applies what was reviewed: the stored plan, or a new one that does the same. The platform first, then the tenants wave\n' +
      'by wave; stops at the first failure. Safe to run again: what is applied already has no changes. With PLAN_KEY it\n' +
      'opens sealed plans.',
  )
  .addOption(plans)
  .addOption(reviewed)
  .addOption(parallel)
  .action((names: string[], options: { plans: string; reviewed: string; parallel: number }) =>
    run(async () => {
      expectCurrentSynth(configFolder);
      const seen = readReviewed(options.reviewed);
      const chosen = names.length > 0 ? names : stacksToApply(seen);
      const results = await applyStages(chosen.length === 0 ? [] : await stagesToApply(chosen), {
        folder: new PlanFolder(options.plans),
        reviewed: seen,
        parallel: options.parallel,
        key: env['PLAN_KEY'],
        env,
        print: console.log,
      });
      const rows = results.map(({ stage, stack, outcome, reason }) => [stage, stack, outcome, firstLine(reason)]);
      console.log(
        rows.length === 0 ? 'nothing is to be applied' : renderTable(['stage', 'stack', 'outcome', ''], rows, colors),
      );
      if (results.some(({ outcome }) => outcome === 'failed')) return EXIT.failed;
      return results.some(({ outcome }) => outcome === 'refused') ? EXIT.refused : EXIT.fine;
    }),
  );

program
  .command('verify')
  .argument('[tenants...]', 'tenants, by slug; all when none is named')
  .description('Has Entra test the connection of tenants, and compares Entra with the files.')
  .addOption(parallel)
  .action((slugs: string[], options: { parallel: number }) =>
    run(async () => {
      const present = presentTenants(await listTenants(env), slugs);
      const verified = await verifyTenants(present, { ...options, env, print: console.log });
      const rows = verified.map(({ tenant, connection, drift, reason }) => [
        tenant,
        connection,
        drift === undefined ? 'failed' : drift.join(', ') || 'no drift',
        firstLine(reason),
      ]);
      console.log(renderTable(['tenant', 'connection', 'drift', ''], rows, colors));
      if (verified.some(({ connection, drift }) => connection === 'failed' || !drift)) return EXIT.failed;
      return verified.some(({ drift = [] }) => drift.length > 0) ? EXIT.found : EXIT.fine;
    }),
  );

program
  .command('drift')
  .argument('[stacks...]', 'stacks; all when none is named')
  .description(
    'Looks for what was changed outside of Terraform, and writes the text of one issue. Writes nothing else.',
  )
  .addOption(plans)
  .addOption(new Option('--issue <file>', 'where the text goes').default('drift.md'))
  .addOption(parallel)
  .action((names: string[], options: { plans: string; issue: string; parallel: number }) =>
    run(async () => {
      expectCurrentSynth(configFolder);
      const report = await lookForDrift(chosenStacks(readStacks(), names), {
        folder: new PlanFolder(options.plans),
        issue: options.issue,
        parallel: options.parallel,
        env,
        print: console.log,
      });
      const rows = [
        ...report.stacks.map(({ stack, outcome, reason }) => [stack, outcome, firstLine(reason)]),
        ...report.tenants.map(({ tenant, differences, error }) => [
          `${tenant} in Entra`,
          error === undefined ? (differences.length === 0 ? 'no drift' : 'drift') : 'failed',
          error === undefined ? differences.map(({ what }) => what).join(', ') : firstLine(error),
        ]),
      ];
      console.log(renderTable(['where', 'outcome', ''], rows, colors));
      return { 'no drift': EXIT.fine, drift: EXIT.found, failed: EXIT.failed }[worstOf(report)];
    }),
  );

void program.parseAsync();

/** Runs a step. What it cannot do is told in its own words, and by the exit code. */
async function run(step: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await step();
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    console.error(error.message);
    process.exitCode = EXIT.failed;
  }
}

async function affectedSince(base: string): Promise<string[]> {
  return affectedStacks(await changedFiles(base, env), configFolder, configFiles(configFolder));
}

async function stacksSince(base: string) {
  const names = await affectedSince(base);
  return names.length === 0 ? [] : chosenStacks(readStacks(), names);
}

async function stagesToApply(names: readonly string[]) {
  const stacks = readStacks();
  return names.length === 0 ? [] : stagesOf(chosenStacks(stacks, names), await listTenants(env));
}

function print(names: readonly string[], as: string): void {
  if (as === 'json') console.log(JSON.stringify(names));
  else for (const name of names) console.log(name);
}

function also(value: string, given: readonly string[]): string[] {
  return [...given, value];
}

function positive(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('It must be a whole number from 1.');
  return number;
}
