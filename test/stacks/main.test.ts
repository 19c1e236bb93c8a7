import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { lockFleet, renderLock } from '../../fleet/fleet-lock';
import { loadConfig } from '../../fleet/load-config';
import { app } from '../../stacks/program';
import { callProgram, startProgram } from '../support/call-program';
import { configFolder, CONTOSO, FABRIKAM, PLATFORM } from '../support/config-folder';

/** Synthesizes a configuration folder as `cdktf synth` does. */
async function synthesize(configDir: string, outdir = join(configDir, 'cdktf.out')) {
  const env = { CONFIG_DIR: configDir, CDKTF_OUTDIR: outdir };
  return { ...(await callProgram(app, [], env)), ...synthesized(outdir) };
}

/** The stacks that were synthesized into a folder. */
function synthesized(outdir: string) {
  const manifest = () =>
    JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8')) as {
      stacks: Record<string, { dependencies: string[]; annotations: { message: string }[] }>;
    };
  /** What `cdktf synth` shows as warnings. */
  const warnings = () =>
    Object.values(manifest().stacks).flatMap(({ annotations }) => annotations.map(({ message }) => message));
  const stack = (name: string) => readFileSync(join(outdir, 'stacks', name, 'cdk.tf.json'), 'utf8');
  return { manifest, stack, warnings };
}

function lockOf(configDir: string): string {
  return renderLock(lockFleet({ tenants: {} }, loadConfig(configDir)));
}

describe('cdktf synth', () => {
  test('gives each tenant a stack; that of a companion waits for the platform, whose service it provisions into', async () => {
    using folder = configFolder({ 'tenants/contoso.yaml': CONTOSO, 'tenants/fabrikam.yaml': FABRIKAM });

    const { code, manifest } = await synthesize(folder.path);

    expect(code).toBe(0);
    expect(Object.entries(manifest().stacks).map(([name, { dependencies }]) => [name, dependencies])).toEqual([
      ['platform', []],
      ['tenant-contoso', ['platform']],
      ['tenant-fabrikam', []],
    ]);
  });

  test('needs no Terraform, which CDKTF would run for each of its own resources', async () => {
    using folder = configFolder({ 'tenants/contoso.yaml': CONTOSO });

    const outdir = join(folder.path, 'cdktf.out');

    const env = { PATH: '/nowhere', CONFIG_DIR: folder.path, CDKTF_OUTDIR: outdir };
    const { code } = await startProgram('programs/main.ts', ['app'], env);

    expect(code).toBe(0);
    expect(synthesized(outdir).stack('tenant-contoso')).toContain('terraform_data');
  });

  test('removes an absent tenant before the token that its job presents', async () => {
    const absent = `${CONTOSO}state: absent\ndeletionProtection: false\n`;
    using folder = configFolder({ 'tenants/contoso.yaml': absent, 'tenants/fabrikam.yaml': FABRIKAM });

    const { code, manifest } = await synthesize(folder.path);

    expect(code).toBe(0);
    expect(manifest().stacks['platform']?.dependencies).toEqual(['tenant-contoso']);
    expect(manifest().stacks['tenant-contoso']?.dependencies).toEqual([]);
  });

  test('reports a tenant whose file is gone, keeps its token, and gives it no stack', async () => {
    using folder = configFolder({ 'tenants/contoso.yaml': CONTOSO });
    writeFileSync(join(folder.path, 'fleet.lock.yaml'), lockOf(folder.path));
    rmSync(join(folder.path, 'tenants', 'contoso.yaml'));

    const { code, output, errors, warnings, manifest, stack } = await synthesize(folder.path);

    expect([code, output, errors]).toEqual([0, '', '']); // `cdktf synth` would show any output besides the warnings
    expect(warnings()).toContainEqual(
      expect.stringMatching(/^tenant 'contoso' .* has no file any more\. Nothing is destroyed/),
    );
    expect(Object.keys(manifest().stacks)).toEqual(['platform']);
    expect(stack('platform')).toContain('scim-token-contoso-1');
  });

  test('still plans the removal of a tenant whose file went missing before the removal was confirmed', async () => {
    using folder = configFolder({ 'tenants/contoso.yaml': `${CONTOSO}state: absent\ndeletionProtection: false\n` });
    const config = loadConfig(folder.path);
    const before = (await synthesize(folder.path)).stack('tenant-contoso');
    writeFileSync(join(folder.path, 'fleet.lock.yaml'), renderLock(lockFleet({ tenants: {} }, config)));
    rmSync(join(folder.path, 'tenants', 'contoso.yaml'));

    const { code, warnings, manifest, stack } = await synthesize(folder.path);

    expect(code).toBe(0);
    expect(warnings()).toContainEqual(
      expect.stringMatching(/^tenant 'contoso' .* was to be removed, and has no file any more/),
    );
    expect(stack('tenant-contoso')).toBe(before);
    expect(manifest().stacks['platform']?.dependencies).toEqual(['tenant-contoso']);
  });

  test('says that another environment was in the output folder, and clears the place for this one', async () => {
    using test = configFolder({ 'platform.yaml': PLATFORM.replace('acme-scim', 'acme-test') });
    using prod = configFolder({ 'platform.yaml': PLATFORM.replace('acme-scim', 'acme-prod') });
    const { code } = await synthesize(test.path);
    const outdir = join(test.path, 'cdktf.out');
    const imports = join(outdir, 'stacks', 'platform', 'import.tf');
    writeFileSync(imports, '# ids of test');

    const { output, errors, warnings } = await synthesize(prod.path, outdir);

    expect([code, output, errors]).toEqual([0, '', '']);
    expect(warnings()).toContainEqual(expect.stringContaining("the stacks of 'acme-test' were in "));
    expect(existsSync(imports)).toBe(false);
  });

  test('fails with all complaints and synthesizes nothing when a file is broken', async () => {
    using folder = configFolder({ 'tenants/contoso.yaml': CONTOSO.replace('enterprise', 'free') });

    const { code, errors, manifest } = await synthesize(folder.path);

    expect(code).toBe(2);
    expect(errors).toMatch(/contoso\.yaml:4:7 plan: /);
    expect(manifest).toThrow('ENOENT');
  });
});
