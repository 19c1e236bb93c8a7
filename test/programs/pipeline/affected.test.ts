import { existsSync, readdirSync, statSync } from 'node:fs';

import { affectedStacks } from '../../../programs/pipeline/affected';
import { type ConfigFiles, configFiles } from '../../../programs/pipeline/config-files';
import { STACK_CODE } from '../../../programs/pipeline/synth';
import { CONTOSO } from '../../support/config-folder';
import { PipelineProject } from '../../support/pipeline-project';

/** Folders without source code of this project. */
const NOT_CODE = ['.data', '.git', 'build', 'cdktf.out', 'config', 'coverage', 'dist', 'node_modules'];

const programFolders = () =>
  readdirSync('programs', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `programs/${name}`);

const FILES: ConfigFiles = {
  platform: new Set(['config/platform.yaml']),
  hasConsole: false,
  defaults: new Set(['config/defaults.yaml', 'config/base.yaml']),
  lock: 'config/fleet.lock.yaml',
  tenants: [
    { slug: 'contoso', companion: true, hasStack: true, files: new Set(['config/tenants/contoso.yaml']) },
    { slug: 'fabrikam', companion: false, hasStack: true, files: new Set(['config/tenants/fabrikam.yaml']) },
  ],
  departed: [],
};

/** Stacks that are affected if `change` is committed on a branch. */
async function affected(change: (project: PipelineProject) => void, catalogue = 'data.yaml'): Promise<string[]> {
  using project = new PipelineProject();
  project.write(`config/roles/${catalogue}`, 'custom: []\n');
  project.write(
    'config/tenants/adatum.yaml',
    `slug: adatum\ntarget: companion\nroles: { include: ../roles/${catalogue} }\n`,
  );
  project.write('config/logo.png', 'image');
  project.write('config/tenants/fabrikam.yaml', `${project.read('config/tenants/fabrikam.yaml')}logo: ../logo.png\n`);
  project.git('init', '--initial-branch=main', '.');
  project.git('add', '.');
  project.git('commit', '-m', 'base');
  project.git('checkout', '-b', 'change');
  change(project);
  project.git('add', '.');
  project.git('commit', '-m', 'change');

  const { code, output, errors } = await project.run(['affected', '--base', 'main', '--format', 'json']);

  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  return JSON.parse(output) as string[];
}

describe('entra-scim pipeline affected', () => {
  test('names the tenant whose file changed, and the platform that serves it', async () => {
    const stacks = await affected((project) => {
      project.write('config/tenants/contoso.yaml', `${project.read('config/tenants/contoso.yaml')}# changed\n`);
    });

    expect(stacks).toEqual(['platform', 'tenant-contoso']);
  });

  test.each([
    ["in the tenant's file", 'managedBy: portal\n', undefined],
    ['in a file that it includes', 'include: ../portal.yaml\n', 'managedBy: portal\n'],
  ])('names the platform alone for a tenant that its admin manages in the portal: %s', async (_, line, included) => {
    const stacks = await affected((project) => {
      if (included !== undefined) project.write('config/portal.yaml', included);
      project.write('config/tenants/northwind.yaml', `slug: northwind\n${line}`);
    });

    expect(stacks).toEqual(['platform']);
  });

  test('leaves the platform out for a tenant whose endpoint is not ours', async () => {
    const stacks = await affected((project) => {
      project.write('config/logo.png', 'another image');
    });

    expect(stacks).toEqual(['tenant-fabrikam']);
  });

  test.each(['data.yaml', 'my data.yaml', 'data'])(
    'lists the files that include a file with any name: %s',
    async (name) => {
      const stacks = await affected((project) => {
        project.write(`config/roles/${name}`, 'custom: [{ displayName: Data Steward }]\n');
      }, name);

      expect(stacks).toEqual(['platform', 'tenant-adatum']);
    },
  );

  test.each([
    ['the platform', 'config/platform.yaml'],
    ['a construct', 'constructs/entra/enterprise-app.ts'],
    ['what files of the configuration mean', 'fleet/load-config.ts'],
    ['the step that Terraform runs', 'programs/sync/apply.ts'],
    ['the packages', 'package-lock.json'],
    ['the lock of the providers', '.terraform.lock.hcl'],
    ['a file of which nobody knows what it does', 'patches/cdktf.patch'],
  ])('names all when %s changed', (_, path) => {
    expect(affectedStacks([path], 'config', FILES)).toEqual(['platform', 'tenant-contoso', 'tenant-fabrikam']);
  });

  test('names the console first where the platform has one, and only if the platform or code changed', async () => {
    const files = { ...FILES, hasConsole: true };

    expect(affectedStacks(['config/platform.yaml'], 'config', files)[0]).toBe('console');
    expect(affectedStacks(['config/base.yaml'], 'config', files)).toEqual([
      'platform',
      'tenant-contoso',
      'tenant-fabrikam',
    ]);
    const stacks = await affected((project) => {
      project.write('config/admin.yaml', 'service: { admin: { application: {} } }\n');
      project.write('config/platform.yaml', `${project.read('config/platform.yaml')}include: admin.yaml\n`);
    });
    expect(stacks.slice(0, 3)).toEqual(['console', 'platform', 'console-sign-in']);
  });

  test('names all tenants when what their defaults include changed', () => {
    expect(affectedStacks(['config/base.yaml'], 'config', FILES)).toEqual([
      'platform',
      'tenant-contoso',
      'tenant-fabrikam',
    ]);
  });

  test('names the platform alone when the lock of the fleet changed', () => {
    expect(affectedStacks(['config/fleet.lock.yaml'], 'config', FILES)).toEqual(['platform']);
  });

  test('names the platform alone for a tenant whose file is gone', async () => {
    const stacks = await affected((project) => {
      project.remove('config/tenants/contoso.yaml');
    });

    expect(stacks).toEqual(['platform']);
  });

  test.each(['config/fleet.lock.yaml', 'config/tenants/gone.yaml'])(
    'names a tenant that was to be removed and has no file, whose stack goes before its token: %s',
    (path) => {
      const stacks = affectedStacks([path], 'config', { ...FILES, departed: ['gone'] });

      expect(stacks).toEqual(['platform', 'tenant-gone']);
    },
  );

  test('knows from the lock which tenants were to be removed, until somebody gives them up', async () => {
    const stacks = await affected((project) => {
      project.remove('config/tenants/adatum.yaml');
      const [, entraTenantId] = /^entraTenantId: (.*)$/m.exec(CONTOSO) ?? [];
      const absent = { state: 'absent', entraTenantId, displayName: 'x', roles: [] };
      project.write('config/fleet.lock.yaml', {
        tenants: { adatum: absent, old: { ...absent, forgotten: true }, contoso: absent },
      });
    });

    expect(stacks).toEqual(['platform', 'tenant-adatum']);
  });

  test('names nothing for documents, tests, the service and another environment', async () => {
    const stacks = await affected((project) => {
      for (const path of [
        'README.md',
        'docs/a.md',
        'test/a.ts',
        'service/main.ts',
        'programs/pipeline/plan.ts',
        'programs/review/review.ts',
        'config/environments/test/x.yaml',
      ]) {
        project.write(path, 'changed');
      }
    });

    expect(stacks).toEqual([]);
  });

  test('names all for the code that stacks are made of and that Terraform runs, and nothing for any other folder', () => {
    const folders = readdirSync('.', { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !NOT_CODE.includes(entry.name))
      .flatMap(({ name }) => (name === 'programs' ? programFolders() : [name]));

    const naming = folders.filter((folder) => affectedStacks([`${folder}/x.ts`], 'config', FILES).length > 0);

    const made = STACK_CODE.filter((path) => existsSync(path) && statSync(path).isDirectory());
    const run = ['microsoft', 'programs/rollout', 'programs/sync'];
    expect(naming.sort()).toEqual([...made.filter((path) => !path.startsWith('microsoft/')), ...run].sort());
  });

  test('fails on a missing base, and says what to do', async () => {
    using project = new PipelineProject();
    project.git('init', '.');

    const { code, errors } = await project.run(['affected', '--base', 'nowhere']);

    expect(code).toBe(2);
    expect(errors).toContain("git cannot compare with 'nowhere'; name a commit or branch that exists in this clone");
  });
});

test('fails to find the files of a configuration whose folder does not exist', () => {
  expect(() => configFiles('config/nowhere')).toThrow(
    /there is no folder .*nowhere; set the folder of the configuration/,
  );
});
