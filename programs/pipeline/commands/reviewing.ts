import { type Command, Option } from 'commander';

import { EXIT } from '../../../command-line/exit-code';
import { example } from '../../../command-line/program';
import { FAIL_ON } from '../../review';
import { PlanFolder } from '../plan-folder';
import { policyIn, type ReviewOptions, reviewPlans } from '../review';
import { warningLines } from '../warning';

import { type Context, plansOption, reviewedOption, type StepOptions } from './context';

interface Options extends StepOptions, Omit<ReviewOptions, 'folder' | 'subject'> {
  readonly label: readonly string[];
  readonly labels: readonly string[];
  readonly commit?: string;
  readonly passRefused?: true;
}

/** Adds the pipeline step that writes the review. */
export function addReviewing(program: Command, { programs, config, configOption, print, exit }: Context): void {
  program
    .command('review')
    .addHelpText(...example('entra-scim pipeline review --commit "$(git rev-parse HEAD)"'))
    .description('Reviews all plans in one Markdown comment, and stores the hash of the changes that each plan makes.')
    .addOption(plansOption())
    .option('--comment <file>', 'file for the comment', 'review.md')
    .option(
      '--summary <file>',
      'file for the longer version, with details that do not fit into a comment',
      'summary.md',
    )
    .addOption(reviewedOption())
    .option(
      '--policy <file>',
      'as for npx entra-scim review; by default, policy.yaml of the configuration, if it exists',
    )
    .option('--label <label>', 'as for npx entra-scim review; repeatable', also, [])
    .option('--labels <list>', 'several labels, separated by commas', separated, [])
    .option('--commit <sha>', 'the planned commit, to be shown in the comment')
    .addOption(new Option('--fail-on <class>', 'as for npx entra-scim review').choices(FAIL_ON))
    .option(
      '--pass-refused',
      'exit with 0 even if the policy is violated, for pipelines where labels are given only at deployment',
    )
    .addOption(configOption())
    .action(({ plans, policy = policyIn(config()), failOn, label, labels, commit, passRefused, ...files }: Options) => {
      const subject = { commit, labels: [...label, ...labels] };
      const { keepsPolicy, isMet } = reviewPlans({ ...files, folder: new PlanFolder(plans), subject, policy, failOn });
      if (!keepsPolicy && !passRefused) {
        exit(EXIT.refused);
        return;
      }
      const warning = `the policy is violated, so none of this can be deployed yet; ${files.summary} lists what the policy requires`;
      if (!keepsPolicy) for (const line of warningLines(warning, programs.env)) print(line);
      if (isMet) exit(EXIT.found);
    });
}

function also(value: string, given: readonly string[]): string[] {
  return [...given, value];
}

function separated(list: string): string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
