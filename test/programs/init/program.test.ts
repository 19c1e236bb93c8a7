import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { loadConfig } from '../../../fleet/load-config';
import project from '../../../package.json';
import { init } from '../../../programs/init/program';
import { callProgram } from '../../support/call-program';

describe('entra-scim init', () => {
  let parent: string;

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'entra-scim-init-'));
  });
  afterEach(() => {
    rmSync(parent, { recursive: true });
  });

  test('makes a repository of examples, says which they are, and what to do next', async () => {
    const folder = join(parent, 'my-access');

    const { code, output, errors } = await callProgram(init, [folder, '--yes']);

    expect(code).toBe(0);
    expect(output).toContain(`cd ${folder}\n  npm install`);
    expect(output).toContain('npx cdktf synth');
    expect(errors).toContain('--subscription, --directory');
    expect(readdirSync(folder)).toEqual(
      expect.arrayContaining(['.github', 'azure-pipelines', 'config', 'package.json']),
    );
  });

  test('takes what options give, and examples for the rest', async () => {
    const folder = join(parent, 'my-access');
    const given = ['--name', 'wingtip-scim', '--tenant', 'tailspin', '--location', 'norwayeast'];

    const { code, errors } = await callProgram(init, [folder, '--yes', ...given]);

    expect(code).toBe(0);
    expect(errors).not.toContain('--tenant,');
    expect(readFileSync(join(folder, 'config', 'platform.yaml'), 'utf8')).toMatch(
      /^name: wingtip-scim$[^]*^location: norwayeast$/m,
    );
    expect(readdirSync(join(folder, 'config', 'tenants'))).toEqual(['tailspin.yaml']);
  });

  test('makes a repository for an unknown region, and says so', async () => {
    const { code, errors } = await callProgram(init, [join(parent, 'x'), '--yes', '--location', 'westeurop']);

    expect(code).toBe(0);
    expect(errors).toContain(
      "'location: westeurop' is not a region that this version knows; Azure will refuse it if it does not exist; did you mean 'westeurope'?",
    );
  });

  test('leaves the image to the package, where that was released with one', async () => {
    const folder = join(parent, 'my-access');
    const image = `ghcr.io/acme/entra-scim@sha256:${'a'.repeat(64)}`;
    jest.resetModules();
    jest.doMock('../../../package.json', () => ({ ...project, image }));
    const released = jest.requireActual<{ init: typeof init }>('../../../programs/init/program').init;
    const load = jest.requireActual<{ loadConfig: typeof loadConfig }>('../../../fleet/load-config').loadConfig;

    const { code, errors } = await callProgram(released, [folder, '--yes']);

    expect([code, errors]).toEqual([0, expect.not.stringContaining('--image')]);
    expect(readFileSync(join(folder, 'config', 'platform.yaml'), 'utf8')).toContain(`\n# image: ${image}\n`);
    expect(load(join(folder, 'config')).platform.image).toBe(image);
  });

  test('fails without a terminal, and names each option that is missing', async () => {
    const folder = join(parent, 'my-access');

    const { code, errors } = await callProgram(init, [folder, '--name', 'wingtip-scim']);

    expect(code).toBe(2);
    expect(errors).toMatch(
      /--subscription <id>[^]*--directory <id>[^]*--image[^]*--tenant <slug>[^]*--tenant-directory/,
    );
    expect(errors).not.toMatch(/--name <|--location/);
    expect(readdirSync(parent)).toEqual([]);
  });

  test('fails on a wrong option before anything is made or asked', async () => {
    const { code, errors } = await callProgram(init, [join(parent, 'x'), '--yes', '--subscription', 'ours']);

    expect(code).toBe(2);
    expect(errors).toContain("--subscription <id> must be the subscription id (GUID); got 'ours'");
    expect(readdirSync(parent)).toEqual([]);
  });

  test('fails in a folder that is not empty', async () => {
    const folder = join(parent, 'my-access');
    await callProgram(init, [folder, '--yes']);
    const before = readFileSync(join(folder, 'cdktf.json'), 'utf8');

    const { code, errors } = await callProgram(init, [folder, '--yes']);

    expect(code).toBe(2);
    expect(errors).toContain('is not empty');
    expect(readFileSync(join(folder, 'cdktf.json'), 'utf8')).toBe(before);
  });
});
