import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as azuread from '@cdktf/provider-azuread/lib/provider';
import * as time from '@cdktf/provider-time/lib/provider';
import * as cdktf from 'cdktf';

import * as constructs from '../../constructs';
import * as review from '../../programs/review';
import * as stacks from '../../stacks';
import { run } from '../support/library';
import { Page } from '../support/page';
import { realPlanFile } from '../support/plan-document';
import { textFile } from '../support/text-file';

/** Programs on the page, by the names of their files. test/stranger.test.ts compiles them. */
const PROGRAMS = new Page('docs/library.md').programs();

const MODULES = {
  'entra-scim/constructs': constructs,
  'entra-scim/review': review,
  'entra-scim/stacks': stacks,
  '@cdktf/provider-azuread/lib/provider': azuread,
  '@cdktf/provider-time/lib/provider': time,
  cdktf,
};

/** Runs a program that writes stacks, and returns the folder with one per stack. */
function synthesized(name: string): { path: string } & Disposable {
  const outdir = mkdtempSync(join(tmpdir(), 'entra-scim-library-'));
  process.env['CDKTF_OUTDIR'] = outdir;
  try {
    run(PROGRAMS.get(`${name}.ts`) ?? '', MODULES);
  } finally {
    delete process.env['CDKTF_OUTDIR'];
  }
  return {
    path: join(outdir, 'stacks'),
    [Symbol.dispose]: () => {
      rmSync(outdir, { recursive: true });
    },
  };
}

describe('a program on the page about code', () => {
  test('makes an application for each customer out of constructs', () => {
    using folder = synthesized('access');

    const { resource } = JSON.parse(readFileSync(join(folder.path, 'access', 'cdk.tf.json'), 'utf8'));
    expect(Object.keys(resource.azuread_application)).toHaveLength(2);
    expect(Object.keys(resource.azuread_synchronization_job)).toHaveLength(2);
  });

  test('adds a stack of its own to those of a configuration', () => {
    using folder = synthesized('main');

    expect(readdirSync(folder.path).sort()).toEqual(['inventory', 'platform', 'tenant-contoso', 'tenant-fabrikam']);
    expect(readFileSync(join(folder.path, 'inventory', 'cdk.tf.json'), 'utf8')).toContain('"tenant-contoso"');
  });

  test('says who loses access through a plan, and heeds the policy and its labels', () => {
    using policy = textFile('policy.yaml', 'rules: { ID005: deny }\n');
    const log = jest.spyOn(console, 'log').mockReturnValue(undefined);
    const text = (PROGRAMS.get('review.ts') ?? '')
      .replace('plan.json', realPlanFile('remove-assignment'))
      .replace('config/policy.yaml', policy.path);

    expect(() => run(text, MODULES)).toThrow('the policy is broken');
    const logged = log.mock.calls.flat();
    log.mockRestore();
    expect(logged).toEqual([
      expect.stringMatching(/^\S+ takes access away$/),
      expect.stringContaining('1 group loses access'),
    ]);
  });
});
