import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { lockFleet, renderLock } from '../../stacks/config/fleet-lock';
import { loadConfig } from '../../stacks/config/load-config';
import { configFolder, CONTOSO, FABRIKAM, PLATFORM } from '../support/config-folder';

/** Synthesizes a configuration folder as `cdktf` does. */
function synthesize(configDir: string, PATH = process.env['PATH'] ?? '', outdir = join(configDir, 'cdktf.out')) {
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'stacks/main.ts'], {
    env: { PATH, CONFIG_DIR: configDir, CDKTF_OUTDIR: outdir },
    encoding: 'utf8',
  });
  const manifest = () =>
    JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8')) as {
      stacks: Record<string, { dependencies: string[] }>;
    };
  const stack = (name: string) => readFileSync(join(outdir, 'stacks', name, 'cdk.tf.json'), 'utf8');
  return { status, stderr, manifest, stack };
}

function lockOf(configDir: string): string {
  const { tenants, absent } = loadConfig(configDir);
  return renderLock(lockFleet({ tenants: {} }, tenants, absent));
}

describe('cdktf synth', () => {
  test('gives each tenant a stack; that of a companion waits for the platform, whose service it provisions into', () => {
    using folder = configFolder({ 'tenants/contoso.yaml': CONTOSO, 'tenants/fabrikam.yaml': FABRIKAM });

    const { status, manifest } = synthesize(folder.path);

    expect(status).toBe(0);
    expect(Object.entries(manifest().stacks).map(([name, { dependencies }]) => [name, dependencies])).toEqual([
      ['platform', []],
      ['tenant-contoso', ['platform']],
      ['tenant-fabrikam', []],
    ]);
  });

  test('needs no Terraform, which CDKTF would run for each resource of its own', () => {
    using folder = configFolder({ 'tenants/contoso.yaml': CONTOSO });

    const { status, stack } = synthesize(folder.path, '/nowhere');

    expect(status).toBe(0);
    expect(stack('tenant-contoso')).toContain('terraform_data');
  });

  test('removes an absent tenant before the token that its job presents', () => {
    const absent = `${CONTOSO}state: absent\ndeletionProtection: false\n`;
    using folder = configFolder({ 'tenants/contoso.yaml': absent, 'tenants/fabrikam.yaml': FABRIKAM });

    const { status, manifest } = synthesize(folder.path);

    expect(status).toBe(0);
    expect(manifest().stacks['platform']?.dependencies).toEqual(['tenant-contoso']);
    expect(manifest().stacks['tenant-contoso']?.dependencies).toEqual([]);
  });

  test('tells of a tenant whose file is gone, keeps its token, and gives it no stack', () => {
    using folder = configFolder({ 'tenants/contoso.yaml': CONTOSO });
    writeFileSync(join(folder.path, 'fleet.lock.yaml'), lockOf(folder.path));
    rmSync(join(folder.path, 'tenants', 'contoso.yaml'));

    const { status, stderr, manifest, stack } = synthesize(folder.path);

    expect(status).toBe(0);
    expect(stderr).toMatch(/^notice: tenant 'contoso' .* has no file any more\. Nothing of it is destroyed/);
    expect(Object.keys(manifest().stacks)).toEqual(['platform']);
    expect(stack('platform')).toContain('scim-token-contoso-1');
  });

  test('goes on to plan the removal of a tenant whose file is gone before anybody said that it is done', () => {
    using folder = configFolder({ 'tenants/contoso.yaml': `${CONTOSO}state: absent\ndeletionProtection: false\n` });
    const { absent } = loadConfig(folder.path);
    const before = synthesize(folder.path).stack('tenant-contoso');
    writeFileSync(join(folder.path, 'fleet.lock.yaml'), renderLock(lockFleet({ tenants: {} }, [], absent)));
    rmSync(join(folder.path, 'tenants', 'contoso.yaml'));

    const { status, stderr, manifest, stack } = synthesize(folder.path);

    expect(status).toBe(0);
    expect(stderr).toMatch(/^notice: tenant 'contoso' .* was to be removed and has no file any more/);
    expect(stack('tenant-contoso')).toBe(before);
    expect(manifest().stacks['platform']?.dependencies).toEqual(['tenant-contoso']);
  });

  test('says that another environment was in the output folder, and clears the place for this one', () => {
    using test = configFolder({ 'platform.yaml': PLATFORM.replace('acme-scim', 'acme-test') });
    using prod = configFolder({ 'platform.yaml': PLATFORM.replace('acme-scim', 'acme-prod') });
    const { status } = synthesize(test.path);
    const outdir = join(test.path, 'cdktf.out');
    const imports = join(outdir, 'stacks', 'platform', 'import.tf');
    writeFileSync(imports, '# ids of test');

    const { stderr, manifest } = synthesize(prod.path, undefined, outdir);

    expect(status).toBe(0);
    expect(stderr).toMatch(/^notice: the stacks of 'acme-test' were in /m);
    expect(JSON.stringify(manifest())).toContain("the stacks of 'acme-test' were in "); // as 'cdktf synth' shows it
    expect(existsSync(imports)).toBe(false);
  });

  test('fails with all complaints and synthesizes nothing when a file is broken', () => {
    using folder = configFolder({ 'tenants/contoso.yaml': CONTOSO.replace('enterprise', 'free') });

    const { status, stderr, manifest } = synthesize(folder.path);

    expect(status).toBe(2);
    expect(stderr).toMatch(/contoso\.yaml:4:7 plan: /);
    expect(manifest).toThrow('ENOENT');
  });
});
