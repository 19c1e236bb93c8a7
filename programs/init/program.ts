import { type Caller, note, print } from '../../command-line/caller';
import { example, program } from '../../command-line/program';
import { UsageError } from '../../command-line/usage-error';
import { regionNotices } from '../../fleet/rules/notices';

import { ANSWER_KEYS, type Answers, expectSound, QUESTIONS } from './answers';
import { ask } from './ask';
import { expectEmpty, makeRepository } from './make-repository';

/** `entra-scim init`: creates a team's repository. */
export const init = program('entra-scim init', (command, caller) => {
  command
    .description(
      'Creates the repository of a team in a new folder: configuration with one tenant, workflows for GitHub, pipelines for ' +
        'Azure DevOps. Asks for every answer that no option gives. Exit code 0: done; 2: nothing was created.',
    )
    .argument('<folder>', 'folder for the repository; new or empty');
  for (const { option, what, example, leftOut } of Object.values(QUESTIONS)) {
    command.option(option, leftOut === 'suits' ? `${what} (default: ${example})` : what);
  }
  command
    .option('--yes', 'ask nothing, and use examples for answers that no option gives', false)
    .addHelpText(...example('npx entra-scim init my-access', 'npx entra-scim init my-access --yes'))
    .action((folder: string, options: Partial<Answers> & { readonly yes: boolean }) => run(folder, options, caller));
});

async function run(
  folder: string,
  { yes, ...given }: Partial<Answers> & { readonly yes: boolean },
  caller: Caller,
): Promise<void> {
  expectEmpty(folder);
  expectSound(given);
  const open = ANSWER_KEYS.filter((key) => given[key] === undefined);
  const needed = open.filter((key) => QUESTIONS[key].leftOut !== 'suits');
  const asks = !yes && process.stdin.isTTY;
  if (!yes && !asks && needed.length > 0) throw missing(needed);

  const asked = asks ? await ask(open, { input: process.stdin, output: process.stderr }) : {};
  const answers = { ...EXAMPLES, ...given, ...asked };
  const files = makeRepository(folder, answers);

  print(caller, `Created ${folder} with ${files.length} files. Next:\n\n${nextCommands(folder)}`);
  const examples = needed.filter((key) => asked[key] === undefined).map((key) => nameOf(QUESTIONS[key].option));
  if (examples.length > 0) {
    note(caller, `\nBefore you deploy, replace the example values for ${examples.join(', ')} in ${folder}/config.`);
  }
  for (const notice of regionNotices(answers.location)) note(caller, `\nnotice: ${notice}`);
}

const EXAMPLES = Object.fromEntries(ANSWER_KEYS.map((key) => [key, QUESTIONS[key].example])) as unknown as Answers;

function missing(keys: readonly (keyof Answers)[]): UsageError {
  return new UsageError(
    [
      'these answers are missing, and there is no terminal to ask for them:',
      ...keys.map((key) => `  ${QUESTIONS[key].option}: ${QUESTIONS[key].what}`),
      'Give these options, or --yes for examples. Nothing was created',
    ].join('\n'),
  );
}

function nextCommands(folder: string): string {
  return [
    ...(folder === '.' ? [] : [`  cd ${folder}`]),
    '  npm install                  # and commit package-lock.json',
    '  npx entra-scim rehearse      # plays the part of Entra against a service on this machine',
    '  npx cdktf synth              # writes the stacks for Terraform to cdktf.out/',
    '',
    'README.md describes the next steps.',
  ].join('\n');
}

function nameOf(option: string): string {
  return option.split(' ', 1)[0] ?? option;
}
