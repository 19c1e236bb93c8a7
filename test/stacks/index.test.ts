import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as cdktf from 'cdktf';

import * as stacks from '../../stacks';
import { compile, exampleModule, Library, run } from '../support/library';

const library = new Library('stacks/index.ts');
const MODULES = { 'entra-scim/stacks': stacks, cdktf };

describe('entra-scim/stacks', () => {
  const text = exampleModule([library.examples.get('') ?? ''], MODULES);

  test('shows an example that compiles', () => {
    expect(compile(new Map([['stacks', text]]), { 'entra-scim/stacks': 'stacks/index.ts' })).toEqual([]);
  });

  test('synthesizes the stacks of a configuration beside those of the app', () => {
    const outdir = mkdtempSync(join(tmpdir(), 'entra-scim-app-'));
    process.env['CDKTF_OUTDIR'] = outdir;

    run(text, MODULES);

    expect(readdirSync(join(outdir, 'stacks')).sort()).toEqual([
      'dns',
      'platform',
      'tenant-contoso',
      'tenant-fabrikam',
    ]);
    delete process.env['CDKTF_OUTDIR'];
  });
});
