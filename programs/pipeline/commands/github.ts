import type { Command } from 'commander';

import { EXIT } from '../../../command-line/exit-code';
import { example } from '../../../command-line/program';
import { wholeNumber } from '../../../command-line/whole-number';
import { deploymentsOf, failedTests, failuresNow } from '../github/deployments';
import { GitHub } from '../github/git-hub';
import { platformTests } from '../github/platform-tests';
import { publishComment, publishIssue } from '../github/publish';
import { runNamed, runOfMerge } from '../github/reviewed-run';
import { rolloutJobs } from '../github/rollout-jobs';
import { rolloutReport } from '../github/rollout-report';
import { readReviewed, stacksToApply } from '../reviewed';
import { StepError } from '../step';
import { listTenants } from '../tenant';

import { stagesFor } from './applying';
import { type Context, reviewedOption, type StepOptions } from './context';

/** Adds the pipeline steps that only GitHub workflows need. They call GitHub through `gh`. */
export function addGitHub(program: Command, { programs, config, configOption, print, exit }: Context): void {
  const github = program
    .command('github')
    .addHelpText(...example('entra-scim pipeline github --help'))
    .description(
      'Steps of the GitHub workflows. They read GH_TOKEN and the variables that GitHub sets for each run (GITHUB_…).',
    );

  github
    .command('comment')
    .addHelpText(...example('entra-scim pipeline github comment --number 7 --commit "$GITHUB_SHA"'))
    .description(
      'Writes the review as the one comment on a pull request, or updates the comment; if there is no review, the comment says so.',
    )
    .requiredOption('--number <n>', 'number of the pull request', wholeNumber(1))
    .requiredOption('--commit <sha>', 'its last commit')
    .option('--comment <file>', 'the review', 'review.md')
    .action(async ({ comment: file, ...pull }: { number: number; commit: string; comment: string }) => {
      print(await publishComment(new GitHub(programs), { ...pull, file }));
    });

  github
    .command('reviewed')
    .addHelpText(...example('entra-scim pipeline github reviewed --commit "$GITHUB_SHA" --branch main'))
    .description('Downloads review.md and reviewed.json from the run of plan.yml that is to be deployed.')
    .requiredOption('--commit <sha>', 'the merge commit')
    .requiredOption('--branch <name>', 'branch into which the commit was merged, or on which the run was')
    .option('--run <id>', 'id of the run; by default, the run for the pull request')
    .action(async ({ commit, branch, run }: { commit: string; branch: string; run?: string }) => {
      const gitHub = new GitHub(programs);
      const id = run ? await runNamed(gitHub, run, branch) : await runOfMerge(gitHub, commit, branch);
      await gitHub.download(id, 'review');
      print(`reviewed by run ${id}`);
    });

  github
    .command('rollout')
    .addHelpText(...example('entra-scim pipeline github rollout >> "$GITHUB_OUTPUT"'))
    .description('Prints the stacks to deploy as outputs of a step: a JSON list for each job of apply.yml.')
    .addOption(reviewedOption())
    .addOption(configOption())
    .action(({ reviewed }: StepOptions) => {
      const stages = stagesFor(stacksToApply(readReviewed(reviewed)), config());
      const jobs = rolloutJobs(stages, listTenants(config()));
      for (const [job, list] of Object.entries(jobs)) print(`${job}=${JSON.stringify(list)}`);
    });

  github
    .command('unfailed')
    .addHelpText(...example('entra-scim pipeline github unfailed'))
    .description('Fails if another deployment of this run has failed, so that no further deployment starts.')
    .action(async () => {
      const failed = await failuresNow(new GitHub(programs));
      if (failed.length === 0) return;
      throw new StepError(`nothing more is applied, because these deployments have failed: ${failed.join(', ')}`);
    });

  github
    .command('report')
    .addHelpText(...example('entra-scim pipeline github report'))
    .description(
      'Prints which stacks of a rollout were applied and which were not. Exit code 1: not all were applied; 3: some must still be reviewed.',
    )
    .addOption(reviewedOption())
    .addOption(configOption())
    .action(async ({ reviewed }: StepOptions) => {
      const gitHub = new GitHub(programs);
      const known = readReviewed(reviewed);
      const [deployments, failed] = [await deploymentsOf(gitHub), await failedTests(gitHub)];
      const { left } = platformTests(stacksToApply(known), listTenants(config()));
      const { text, hasFailed, isOpen } = rolloutReport(known, deployments, { failed, left });
      print(text);
      if (hasFailed) exit(EXIT.unusable);
      else if (isOpen) exit(EXIT.refused);
    });

  github
    .command('issue')
    .addHelpText(...example('entra-scim pipeline github issue --code 1'))
    .description('Opens, updates or closes the one issue about drift.')
    .requiredOption('--code <n>', 'exit code of "npx entra-scim pipeline drift"; empty if that was not run')
    .option('--issue <file>', 'its text', 'drift.md')
    .action(async ({ code, issue }: { code: string; issue: string }) => {
      print(await publishIssue(new GitHub(programs), issue, code === String(EXIT.fine)));
      if (![EXIT.fine, EXIT.found].map(String).includes(code)) exit(EXIT.unusable);
    });
}
