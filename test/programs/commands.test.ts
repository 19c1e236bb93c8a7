import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { EXIT } from '../../command-line/exit-code';
import { version } from '../../package.json';
import { COMMANDS } from '../../programs/commands';
import { entraScim } from '../../programs/program';
import { callProgram } from '../support/call-program';

const call = (...args: string[]) => callProgram(entraScim, args);

/** The help texts of a command and all its subcommands, by command line. */
async function helps(path: readonly string[] = []): Promise<Map<string, string>> {
  const { code, output } = await call(...path, '--help');
  if (code !== 0) throw new Error(`'${path.join(' ')} --help' ended with ${code}`);
  const found = new Map([[['entra-scim', ...path].join(' '), output]]);
  const [, listed = ''] = output.split(/^Commands:\n/m);
  for (const [, name = ''] of listed.split('\n\n')[0]?.matchAll(/^ {2}(\S+)/gm) ?? []) {
    if (name === 'help') continue;
    for (const [below, text] of await helps([...path, name])) found.set(below, text);
  }
  return found;
}

/** Command lines of this project in a string, each up to the end of its line, quotation or shell command. */
function callsIn(text: string): string[] {
  return [...text.matchAll(/(?<!<!-- )\bentra-scim (?!sealed)[a-z][^\n\\`'"|>&;)]*/g)].map(([found]) => found.trim());
}

/** Files that tell users how to call commands. */
function pages(): string[] {
  const below = ['docs', 'programs', 'fleet', 'stacks', 'service'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  return ['README.md', ...below].filter((path) => /\.(md|ts|ya?ml)$/.test(path));
}

describe('entra-scim', () => {
  test('lists its commands, and what each exit code means', async () => {
    const { output } = await call('--help');

    for (const { name } of COMMANDS) expect(output).toMatch(new RegExp(`^  ${name} {2,}[a-z]`, 'm'));
    for (const code of Object.values(EXIT)) expect(output).toMatch(new RegExp(`^  ${code} {1,3}[a-z]`, 'm'));
  });

  test('shows with every command an example that the command understands', async () => {
    const all = await helps();

    for (const [path, help] of all) {
      const [, examples = ''] = help.split(/^Examples?:\n/m);
      expect([path, examples]).toEqual([path, expect.stringMatching(new RegExp(`^  \\$ .*\\b${path}\\b`, 'm'))]);
      for (const [, option = ''] of examples.matchAll(/(--[a-z-]+)/g)) {
        expect([
          path,
          help.split('\n').some((line) => line.trim().includes(`${option} `) || / --help/.test(option)),
        ]).toEqual([path, true]);
      }
    }
    expect(all.size).toBeGreaterThan(25);
  });

  test.each([['--version'], ['tenants', '--version'], ['tenants', 'lock', '--version'], ['pipeline', '-V']])(
    'prints its version: %s %s',
    async (...args) => {
      expect(await call(...args)).toEqual({ code: 0, output: `${version}\n`, errors: '' });
    },
  );

  test('shows the help of a command by either of its names', async () => {
    expect(await call('help', 'tenants', 'lock')).toEqual(await call('tenants', 'lock', '--help'));
  });

  test.each([
    ['app'],
    ['tenants'],
    ['tenants', 'lock'],
    ['rehearse'],
    ['sync', 'contoso'],
    ['drift'],
    ['pipeline', 'synth'],
    ['pipeline', 'verify'],
  ])('takes the folder of the configuration by --config: %s %s', async (...command) => {
    const { code, errors } = await call(...command, '--config', 'nowhere');

    expect([code, errors]).toEqual([2, expect.stringContaining('nowhere')]);
  });

  test.each([
    ['pipeline', 'github', 'unfailed'],
    ['sync', 'apply'],
    ['tenants', 'import-platform'],
  ])('fails for --config where no configuration is read: %s %s', async (...command) => {
    const { code, errors } = await call(...command, '--config', 'nowhere');

    expect([code, errors]).toEqual([2, expect.stringContaining("error: unknown option '--config'")]);
  });

  test('shows --config in the help of each command that takes it', async () => {
    const all = await helps();

    const taking = [...all].filter(([, help]) => help.includes('--config <folder>')).map(([path]) => path);

    expect(taking.map((path) => path.replace('entra-scim ', '')).sort()).toEqual([
      'app',
      'drift',
      'history',
      'pipeline affected',
      'pipeline apply',
      'pipeline drift',
      'pipeline github report',
      'pipeline github rollout',
      'pipeline plan',
      'pipeline review',
      'pipeline stages',
      'pipeline synth',
      'pipeline verify',
      'rehearse',
      'sync tenant',
      'tenants containers',
      'tenants import',
      'tenants list',
      'tenants lock',
    ]);
  });

  test('does not change the umask of the process', async () => {
    const before = process.umask(0o027);

    await call('pipeline', 'synth', '--config', 'nowhere');

    expect(process.umask(before)).toBe(0o027);
  });

  test('hands everything after the name of a command on to it', async () => {
    const { code, output } = await call('tenants', '--config', 'config', '--format', 'json');

    expect([code, JSON.parse(output)]).toEqual([
      0,
      expect.arrayContaining([expect.objectContaining({ slug: 'contoso' })]),
    ]);
  });

  test('fails with 2 on a command that it does not know, and proposes the nearest', async () => {
    expect(await call('tenant')).toEqual({
      code: 2,
      output: '',
      errors:
        "error: unknown command 'tenant'\n(Did you mean tenants?)\n(entra-scim --help lists the arguments and options)\n",
    });
  });

  test('fails with 2 without a command, and shows its help', async () => {
    expect(await call()).toEqual({
      code: 2,
      output: '',
      errors: expect.stringMatching(/^Usage: entra-scim <command>/),
    });
  });

  test('is called in pages and messages only as it can be called', async () => {
    const known = [...(await helps()).keys()];
    const called = pages().flatMap((path) => callsIn(readFileSync(path, 'utf8')).map((found) => ({ path, found })));

    const unknown = called.filter(({ found }) => {
      const [, command = '', next = ''] = found.split(' ');
      const below = known.filter((path) => path.startsWith(`entra-scim ${command} `));
      const takesNames = ['pipeline', 'tenants'].includes(command) && /^[a-z]/.test(next);
      return (
        !known.includes(`entra-scim ${command}`) || (takesNames && !below.includes(`entra-scim ${command} ${next}`))
      );
    });

    expect(unknown).toEqual([]);
    expect(called.length).toBeGreaterThan(30);
  });

  test.each([
    ['--help', 30],
    ['tenants --help', 500],
    ['review --help', 500],
    ['schemas --help', 500],
    ['help rehearse', 500],
  ])('loads for %s what it needs, and neither CDKTF nor the service', (args, modulesMax) => {
    const loaded = loadedBy(args.split(' '));

    expect(loaded.filter((path) => HEAVY.test(path))).toEqual([]);
    expect(loaded.length).toBeLessThan(modulesMax);
    expect(loaded).toContainEqual(expect.stringContaining('/node_modules/commander/'));
  });

  test('loads the heavy ones for the commands that need them', () => {
    expect(loadedBy(['app', '--help']).filter((path) => HEAVY.test(path)).length).toBeGreaterThan(100);
  });
});

const HEAVY = /\/node_modules\/(@azure|@cdktf|cdktf|constructs|express|kysely|pg|pino)\//;

/** Modules that a command line loads, in a new process. */
function loadedBy(args: readonly string[]): string[] {
  const caller = '{ env: process.env, stdout: { write() {} }, stderr: process.stderr }';
  const code = `require('./programs/program.ts').entraScim(${JSON.stringify(args)}, ${caller}).then(() =>
    process.stdout.write(Object.keys(require.cache).join('\\n')))`;
  const modules = execFileSync(process.execPath, ['--import', 'tsx', '--eval', code], { encoding: 'utf8' });
  return modules.split('\n').filter((path) => path !== '');
}
