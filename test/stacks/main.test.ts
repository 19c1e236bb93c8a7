import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { configFolder, CONTOSO, FABRIKAM } from '../support/config-folder';

/** Synthesizes a configuration folder as `cdktf` does. */
function synthesize(configDir: string) {
  const { PATH = '' } = process.env;
  const outdir = join(configDir, 'cdktf.out');
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'stacks/main.ts'], {
    env: { PATH, CONFIG_DIR: configDir, CDKTF_OUTDIR: outdir },
    encoding: 'utf8',
  });
  const manifest = () =>
    JSON.parse(readFileSync(join(outdir, 'manifest.json'), 'utf8')) as {
      stacks: Record<string, { dependencies: string[] }>;
    };
  return { status, stderr, manifest };
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

  test('fails with all complaints and synthesizes nothing when a file is broken', () => {
    using folder = configFolder({ 'tenants/contoso.yaml': CONTOSO.replace('enterprise', 'free') });

    const { status, stderr, manifest } = synthesize(folder.path);

    expect(status).toBe(1);
    expect(stderr).toMatch(/contoso\.yaml:4:7 plan: /);
    expect(manifest).toThrow('ENOENT');
  });
});
