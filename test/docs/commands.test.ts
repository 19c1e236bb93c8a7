import { EXIT } from '../../command-line/exit-code';
import { scripts } from '../../package.json';
import { COMMANDS } from '../../programs/commands';
import { entraScim } from '../../programs/program';
import { callProgram } from '../support/call-program';
import { Page, PAGES } from '../support/page';

/** A command line on a page. The match contains the words after `npx entra-scim` or `npm run`. */
const CALL = /(?:npx entra-scim|npm run(?: --silent)?) +([^#|>&\n`]+)/g;

const calls = (beginning: string) =>
  PAGES.flatMap((path) => {
    const page = new Page(path);
    return [...page.examples().map(({ text }) => text), ...page.quoted()]
      .flatMap((text) => [...text.replaceAll('\\\n', ' ').matchAll(CALL)])
      .filter(([whole, words = '']) => whole.startsWith(beginning) && !/^(entra-scim -- )?…/.test(words))
      .map(([, words = '']) => `${path}: ${words.trim()}`);
  });

const ENTRA_SCIM = [...new Set(calls('npx entra-scim'))];
const NPM_RUN = [...new Set(calls('npm run'))];

test('the pages show every command but the one that cdktf.json names', () => {
  const shown = ENTRA_SCIM.map((call) => /: ([\w-]+)/.exec(call)?.[1]);

  expect([...new Set([...shown, 'app'])].sort()).toEqual(COMMANDS.map(({ name }) => name).sort());
});

test.each(ENTRA_SCIM)('entra-scim can be called so: %s', async (call) => {
  const [, words = ''] = call.split(/: (.*)/);

  expect(await unknownWords(words.split(/\s+/))).toEqual([]);
});

test.each(NPM_RUN)('npm run can be called so: %s', async (call) => {
  const [, words = ''] = call.split(/: (.*)/);
  const [name = '', ...args] = words.split(/\s+/);
  const script: string | undefined = (scripts as Record<string, string>)[name];
  const [, command] = /^tsx programs\/main\.ts ?([\w ]*)$/.exec(script ?? '') ?? [];

  expect({ name, exists: script !== undefined }).toEqual({ name, exists: true });
  if (command === undefined) return; // the script is another program
  const called = [...command.split(' '), ...args].filter((word) => word !== '' && word !== '--');
  expect(await unknownWords(called)).toEqual([]);
});

test('the architecture page lists every exit code, and no other', () => {
  const rows = new Page('docs/architecture.md').rows().filter(([code = '']) => /^\d+$/.test(code));

  expect(rows.map(([code]) => Number(code))).toEqual(Object.values(EXIT));
});

/** The help's sentence about the default command. Its lines may be broken anywhere. */
const DEFAULT_COMMAND = /The\s+default\s+command\s+is\s+(\w+)/;

/** Words of a command line that the command's help does not mention: subcommands, options, arguments. */
async function unknownWords(words: readonly string[]): Promise<string[]> {
  const path: string[] = [];
  const unknown: string[] = [];
  let help = await helpOf(path);
  let takesValue = false;
  for (const word of words) {
    const [option] = word.split('=', 1);
    if (word.startsWith('-')) {
      const [line] = new RegExp(`^ +(-\\w, )?${option}\\b.*`, 'm').exec(help) ?? [];
      if (line === undefined) unknown.push(word);
      takesValue = line?.includes(`${option} <`) === true;
    } else if (takesValue) {
      takesValue = false;
    } else if (
      help
        .split(/^Commands:$/m)[1]
        ?.split('\n')
        .some((line) => line.startsWith(`  ${word} `))
    ) {
      path.push(word);
      help = await helpOf(path);
    } else if (DEFAULT_COMMAND.test(help)) {
      path.push(DEFAULT_COMMAND.exec(help)?.[1] ?? '');
      help = await helpOf(path);
    } else if (path.length === 0 || !/^Usage: .*[<[](?!options\]|command\])/m.test(help)) {
      unknown.push(word);
    }
  }
  return unknown;
}

async function helpOf(path: readonly string[]): Promise<string> {
  const { output, errors } = await callProgram(entraScim, [...path, '--help']);
  expect(errors).toBe('');
  return output;
}
