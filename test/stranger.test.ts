import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { Page } from './support/page';
import { realPlanFile } from './support/plan-document';
import { Stranger } from './support/stranger';
import { lintWorkflow, workflowFiles } from './support/workflows';

/** Maximum time for building, packing and installing, on a machine that is busy with other things. */
const PATIENCE_MS = 600_000;

/** Programs that the page about code shows, by the names of their files. */
const PROGRAMS = new Page('docs/library.md').programs();

const TSC = [
  resolve('node_modules/typescript/bin/tsc'),
  ...['--strict', '--module', 'nodenext', '--target', 'es2022', '--skipLibCheck'],
];

interface Manifest {
  readonly stacks: Readonly<Record<string, { readonly annotations: readonly object[] }>>;
}

interface Synthesized {
  readonly resource: Readonly<Record<string, object>>;
}

/** The tests follow, step by step, somebody who knows nothing but the package's name. */
describe('a stranger with the package and an empty folder', () => {
  const stranger = new Stranger();
  const here = (command: string, ...args: readonly string[]) => stranger.run(command, args, stranger.repository);
  const entraScim = (...args: readonly string[]) => here('npx', '--no-install', 'entra-scim', ...args);
  const read = (file: string) => readFileSync(join(stranger.repository, file), 'utf8');
  let packed: readonly string[];

  beforeAll(async () => {
    packed = stranger.pack();
    const { code, errors } = await stranger.install();
    if (code !== 0) throw new Error(errors);
  }, PATIENCE_MS);
  afterAll(() => {
    stranger[Symbol.dispose]();
  });

  test('gets neither tests nor sources, nor what only a release needs', () => {
    expect(packed).toEqual(expect.arrayContaining(['dist/programs/main.js', 'schemas/tenant.schema.json', 'LICENSE']));
    expect(packed.filter((path) => /^(test|bench|config)\/|(?<!\.d)\.ts$|programs\/release/.test(path))).toEqual([]);
  });

  test('makes a repository', async () => {
    const { code, output, errors } = await stranger.run('npx', [
      '--no-install',
      'entra-scim',
      'init',
      'my-access',
      '--yes',
    ]);
    stranger.moveIn();

    expect([code, errors]).toEqual([0, expect.stringContaining('replace the example values')]);
    expect(output).toContain('cd my-access');
    expect(readdirSync(stranger.repository)).toEqual(
      expect.arrayContaining(['.github', '.gitignore', '.nvmrc', 'config']),
    );
  });

  test('gets a package.json that the installed packages fulfil', async () => {
    const { code, output } = await here('npm', 'ls', '--omit=dev', '--json');

    expect(code).toBe(0);
    expect(Object.keys((JSON.parse(output) as { dependencies: object }).dependencies).sort()).toEqual([
      'cdktf',
      'constructs',
      'entra-scim',
    ]);
  });

  test('gets workflows that pass the linter', async () => {
    const files = workflowFiles(join(stranger.repository, '.github', 'workflows'));

    expect(files).toHaveLength(6);
    for (const file of files) expect(await lintWorkflow(readFileSync(file, 'utf8'), file)).toEqual([]);
  });

  test('has editors find the schema of each file', () => {
    for (const file of ['platform.yaml', 'defaults.yaml', 'tenants/contoso.yaml', 'policy.yaml']) {
      const [, schema = ''] = /\$schema=(\S+)/.exec(read(join('config', file))) ?? [];
      expect([file, existsSync(join(stranger.repository, 'config', file, '..', schema))]).toEqual([file, true]);
    }
  });

  test('finds every page that the repository names', () => {
    const pages = ['README.md', 'config/policy.yaml', 'azure-pipelines/deploy.yml'].flatMap(
      (file) => read(file).match(/node_modules\/entra-scim\/[\w./-]+\.md/g) ?? [],
    );

    expect(pages.length).toBeGreaterThan(2);
    for (const page of pages) expect([page, existsSync(join(stranger.repository, page))]).toEqual([page, true]);
  });

  test('lists the tenants, whose lock is current', async () => {
    const [list, lock] = [await entraScim('tenants'), await entraScim('tenants', 'lock', '--check')];

    expect([list.code, list.output]).toEqual([0, expect.stringContaining('contoso')]);
    expect(lock.code).toBe(0);
  });

  test('takes the first step of a pipeline, which synthesizes', async () => {
    const { code, errors } = await entraScim('pipeline', 'synth');

    expect([code, errors]).toEqual([0, expect.stringContaining('platform, tenant-contoso')]);
    const { stacks } = JSON.parse(read('cdktf.out/manifest.json')) as Manifest;
    expect(Object.values(stacks).flatMap(({ annotations }) => annotations)).toEqual([]); // neither errors nor warnings
    expect(read('cdktf.out/inputs.sha256')).toMatch(/^[0-9a-f]{64}\n$/);
    const { resource } = JSON.parse(read('cdktf.out/stacks/tenant-contoso/cdk.tf.json')) as Synthesized;
    expect(Object.keys(resource)).toContain('azuread_synchronization_job');
    // The command that Terraform will run must exist in the repository.
    const commands = ['platform', 'tenant-contoso'].flatMap(
      (stack) => read(`cdktf.out/stacks/${stack}/cdk.tf.json`).match(/"command": ".*/g) ?? [],
    );
    expect(commands).toHaveLength(3);
    for (const command of commands) expect(command).toMatch(/^"command": "npx --no-install entra-scim \w/);
  });

  test('compiles the programs that the page about code shows, and synthesizes one; fails for an unknown prop', async () => {
    const files = [...PROGRAMS.keys()];
    const folder = join(stranger.repository, 'code');
    mkdirSync(folder);
    for (const [name, text] of PROGRAMS) writeFileSync(join(folder, name), text);
    writeFileSync(
      join(folder, 'wrong.ts'),
      PROGRAMS.get('access.ts')?.replace('displayName: `', 'displayname: `') ?? '',
    );

    const compiled = await stranger.run(process.execPath, [...TSC, ...files, 'wrong.ts'], folder);
    const ran = await stranger.run(process.execPath, ['access.js'], folder);

    expect(files).toEqual(['access.ts', 'main.ts', 'review.ts']);
    expect(compiled.output.match(/^\w+\.ts/gm)).toEqual(['wrong.ts']);
    expect(compiled.output).toContain("does not exist in type 'EnterpriseAppProps'");
    expect([ran.code, ran.errors]).toEqual([0, '']);
    const { resource } = JSON.parse(read('code/cdktf.out/stacks/access/cdk.tf.json')) as Synthesized;
    expect(Object.keys(resource['azuread_application'] ?? {})).toHaveLength(2);
  });

  test('reviews a plan by the policy of the repository', async () => {
    const plan = resolve(realPlanFile('remove-assignment'));

    const { code, output } = await entraScim('review', plan, '--policy', 'config/policy.yaml');

    expect(code).toBe(3);
    expect(output).toContain('1 group loses access');
  });

  test('rehearses, with a database that came with the package', async () => {
    const { code, output } = await entraScim('rehearse', '--users', '5', '--groups', '1');

    expect([code, output]).toEqual([0, expect.stringContaining('no difference')]);
  });

  test('fails on a folder without a configuration, and says which file is missing', async () => {
    const { code, errors } = await stranger.run(
      'npx',
      ['--no-install', 'entra-scim', 'tenants', '--config', 'nowhere'],
      stranger.repository,
    );

    expect(code).toBe(2);
    expect(errors).toContain('nowhere/platform.yaml');
  });
});
