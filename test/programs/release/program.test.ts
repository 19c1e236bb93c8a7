import { execFileSync } from 'node:child_process';

import project from '../../../package.json';
import { release } from '../../../programs/release/program';
import { callProgram } from '../../support/call-program';
import { textFile } from '../../support/text-file';

const bill = (...licences: readonly unknown[]) =>
  JSON.stringify({
    bomFormat: 'CycloneDX',
    components: licences.map((licenses, index) => ({ name: `package-${index}`, version: '1.0.0', licenses })),
  });

describe('the licences of a release', () => {
  test('are allowed for all packages that this version hands on', async () => {
    const sbom = execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev'], { encoding: 'utf8' });
    using file = textFile('sbom.json', sbom);

    const { code, output, errors } = await callProgram(release, ['licences', file.path]);

    expect([code, errors]).toEqual([0, '']);
    expect(output).toMatch(/^express \d+\.\d+\.\d+: MIT$/m);
    expect(output).not.toMatch(/^jest /m);
  });

  test.each([
    ['one of several is allowed', [{ expression: '(BSD-3-Clause OR GPL-2.0)' }]],
    ['the name is an id of SPDX', [{ license: { id: 'ISC' } }]],
    ['all that are named are allowed', [{ license: { id: 'MIT' } }, { license: { id: 'Apache-2.0' } }]],
  ])('are allowed where %s', async (_, licenses) => {
    using file = textFile('sbom.json', bill(licenses));

    expect((await callProgram(release, ['licences', file.path])).code).toBe(0);
  });

  test.each([
    ['asks for the source of everything', [{ license: { id: 'AGPL-3.0-only' } }]],
    ['is one of two, both of which hold', [{ license: { id: 'MIT' } }, { license: { id: 'GPL-3.0-only' } }]],
    ['is not known', [{ license: { name: 'SEE LICENSE IN LICENSE.md' } }]],
    ['is missing', undefined],
  ])('fail where one %s', async (_, licenses) => {
    using file = textFile('sbom.json', bill([{ license: { id: 'MIT' } }], licenses));

    const { code, errors } = await callProgram(release, ['licences', file.path]);

    expect(code).toBe(1);
    expect(errors).toMatch(/^package-1 must not be redistributed: its licence is '/);
    expect(errors).not.toContain('package-0');
  });

  test('fail when there is no package to look at', async () => {
    using file = textFile('sbom.json', bill());

    expect((await callProgram(release, ['licences', file.path])).code).toBe(2);
  });
});

describe('a tag', () => {
  test.each([['v0.0.1'], [project.version], ['latest']])("fails when it is '%s'", async (tag) => {
    const { code, errors } = await callProgram(release, ['check', tag]);

    expect(code).toBe(2);
    expect(errors).toContain(`the tag must be v${project.version}`);
  });
});
