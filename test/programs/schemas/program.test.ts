import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { jsonSchemas } from '../../../fleet/schemas/json-schemas';
import { schemas } from '../../../programs/schemas/program';
import { callProgram } from '../../support/call-program';

const NAMES = jsonSchemas()
  .map(({ name }) => name)
  .sort();

describe('entra-scim schemas', () => {
  const home = process.cwd();
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'entra-scim-schemas-'));
    process.chdir(folder);
  });
  afterEach(() => {
    process.chdir(home);
    rmSync(folder, { recursive: true });
  });

  test('writes the schemas where they are wanted', async () => {
    const { code } = await callProgram(schemas, ['.vscode/schemas']);

    expect(code).toBe(0);
    expect(readdirSync(join(folder, '.vscode/schemas')).sort()).toEqual(NAMES);
  });

  test('finds an old one, and leaves it as it is', async () => {
    await callProgram(schemas, ['here']);
    writeFileSync('here/tenant.schema.json', '{}');

    const { code, errors } = await callProgram(schemas, ['here', '--check']);

    expect([code, errors]).toEqual([
      1,
      'here/tenant.schema.json is not current; run `npx entra-scim schemas here` and commit it\n',
    ]);
    expect(readFileSync('here/tenant.schema.json', 'utf8')).toBe('{}');
  });

  test('writes them, and the tables of the page, without a name in a clone', async () => {
    writeFileSync('package.json', '{ "name": "entra-scim" }');
    mkdirSync('docs');
    writeFileSync('docs/configuration.md', '<!-- keys of a policy file: x -->\n<!-- prettier-ignore-end -->\n');

    const { code } = await callProgram(schemas, []);

    expect(code).toBe(0);
    expect(readdirSync('schemas').sort()).toEqual(NAMES);
    expect(readFileSync('docs/configuration.md', 'utf8')).toContain('| `privilegedRoles` |');
  });

  test.each([
    ['a repository whose files name those of the package', '{ "name": "my-access" }'],
    ['a folder whose package.json cannot be read', '{ "name": '],
  ])('fails in %s, unless a folder is named', async (_where, text) => {
    writeFileSync('package.json', text);

    const { code, errors } = await callProgram(schemas, []);

    expect([code, errors]).toEqual([2, expect.stringContaining('node_modules/entra-scim/schemas')]);
    expect(readdirSync(folder)).toEqual(['package.json']);
  });
});
