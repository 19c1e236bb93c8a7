import { Option } from 'commander';

import { type Caller, note } from '../../command-line/caller';
import { EXIT } from '../../command-line/exit-code';
import { example, program } from '../../command-line/program';
import { wholeNumber } from '../../command-line/whole-number';
import { DEFAULT_POLICY } from '../../fleet/model/policy';

import { readPlan, UnusablePlan } from './plan/read-plan';
import { planNames } from './plan-name';
import { planHash, reviewPlan } from './plan-review';
import { loadPolicy, UnusablePolicy } from './policy/load-policy';
import { COMMENT_MAX, REVIEW_MIN } from './report/comment';
import { renderJson } from './report/json';
import { renderMarkdown } from './report/markdown';
import { renderText } from './report/text';
import { FAIL_ON, type FailOn, isMet, keepsPolicy, type Review, reviewOf } from './review';

const FORMATS = { text: renderText, markdown: renderMarkdown, json: renderJson } as const;

interface Options {
  readonly format: keyof typeof FORMATS;
  readonly failOn?: FailOn;
  readonly policy?: string;
  readonly label: readonly string[];
  readonly hashes?: true;
  readonly lengthMax: number;
}

/** `entra-scim review`. */
export const review = program('entra-scim review', (command, caller) => {
  command
    .description(
      'Shows how Terraform plans change access, and what Entra does next. Reads plan documents, ' +
        'written by `terraform show -json tfplan`, one per stack. Never prints a sensitive value. Exit code 0: fine; 1: --fail-on ' +
        'is met; 2: a plan or the policy cannot be read; 3: the policy is violated.',
    )
    .argument(
      '<plan.json...>',
      'plan documents, one per stack; a plan is named after its file, or after its folder if the file is called plan.json',
    )
    .addOption(new Option('--format <format>', 'format of the review').choices(Object.keys(FORMATS)).default('text'))
    .addOption(
      new Option('--fail-on <class>', 'exit with 1 when a plan contains changes of this class or a worse one').choices(
        FAIL_ON,
      ),
    )
    .option('--policy <file>', 'YAML file of limits and rules; the defaults apply without one')
    .option(
      '--label <label>',
      'label of the pull request, which allows what the policy requires it for; repeatable',
      also,
      [],
    )
    .addOption(
      new Option(
        '--length-max <n>',
        'maximum length of the Markdown in characters; what does not fit is left out and counted',
      )
        .default(COMMENT_MAX)
        .argParser(wholeNumber(REVIEW_MIN)),
    )
    .option('--hashes', 'print the hash of each change set and nothing else')
    .addHelpText(
      ...example(
        'entra-scim review plans/*.json',
        'entra-scim review --format markdown --policy policy.yaml plans/*.json',
      ),
    )
    .action((files: readonly string[], options: Options) => {
      run(files, options, caller);
    });
});

function run(files: readonly string[], options: Options, caller: Caller): void {
  const policy = orComplain(caller, () => (options.policy === undefined ? DEFAULT_POLICY : loadPolicy(options.policy)));
  const documents = files.map((file) => orComplain(caller, () => readPlan(file)));
  if (!policy || !documents.every((document) => document !== undefined)) {
    caller.exitCode = EXIT.unusable;
    return;
  }
  if (options.hashes) {
    caller.stdout.write(documents.map((document, index) => `${planHash(document)}  ${files[index] ?? ''}\n`).join(''));
    return;
  }
  const names = planNames(files);
  const plans = files.flatMap((file, index) => {
    const document = documents[index];
    return document ? [reviewPlan(names[index] ?? file, file, document)] : [];
  });
  const reviewed = reviewOf(plans, policy, options.label);
  caller.stdout.write(FORMATS[options.format](reviewed, options.lengthMax));
  caller.exitCode = exitCode(reviewed, options.failOn);
}

function exitCode(review: Review, failOn: Options['failOn']): number {
  if (!keepsPolicy(review)) return EXIT.refused;
  return failOn !== undefined && isMet(review, failOn) ? EXIT.found : EXIT.fine;
}

/** Collects the values of a repeatable option. */
function also(value: string, given: readonly string[]): string[] {
  return [...given, value];
}

/** Returns the result of `read`. If the file is unusable, prints the reason and returns undefined. */
function orComplain<Value>(caller: Caller, read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UnusablePlan || error instanceof UnusablePolicy)) throw error;
    note(caller, error.message);
    return undefined;
  }
}
