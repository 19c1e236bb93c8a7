import { join } from 'node:path';

import { loadConfig } from '../../../fleet/load-config';
import { configFiles, projectPath } from '../../../programs/pipeline/config-files';
import { configFolder, CONTOSO, FABRIKAM, PLATFORM } from '../../support/config-folder';

const CATALOGUE = 'roles: [{ displayName: Data Owner, description: Owns models. }]\n';

/** A configuration that refers to files in every possible way. */
const FILES = {
  'platform.yaml': `${PLATFORM}include: shared/azure\n`,
  'shared/azure': 'monitoring: { retentionDays: 90 }\n',
  'defaults.yaml': 'include: [shared/all tenants.yaml]\n',
  'shared/all tenants.yaml': 'include: even more.yml\napplication: { logo: our logo.gif }\n',
  'shared/even more.yml': 'provisioning: { scope: assigned }\n',
  'shared/our logo.gif': 'GIF89a',
  'tenants/contoso.yaml': `${CONTOSO.replace('roles:', 'roles:\n  include: "../roles/my data"')}include: ../shared/contoso (v2)\n`,
  'shared/contoso (v2)': 'application: { logo: contoso }\n',
  'shared/contoso': 'GIF89a',
  'roles/my data': `include: [owners v1.2.yaml]\n${CATALOGUE.replaceAll('Owner', 'Reader')}`,
  'roles/owners v1.2.yaml': CATALOGUE,
  'tenants/fabrikam.yaml': FABRIKAM,
};

/** Files that are read while `work` runs, relative to the project. */
function readDuring(work: () => void): Set<string> {
  const reading = jest.spyOn(jest.requireActual<typeof import('node:fs')>('node:fs'), 'readFileSync');
  work();
  const paths = reading.mock.calls.map(([path]) => projectPath(String(path)));
  reading.mockRestore();
  return new Set(paths);
}

test('every file that the loader reads is known, with the stacks it affects', () => {
  using folder = configFolder(FILES);
  const at = (names: readonly string[]) => new Set(names.map((name) => projectPath(join(folder.path, name))));

  const read = readDuring(() => {
    loadConfig(folder.path);
  });
  const { platform, defaults, tenants } = configFiles(folder.path);

  expect(read).toEqual(at(Object.keys(FILES)));
  expect(platform).toEqual(at(['platform.yaml', 'shared/azure']));
  expect(defaults).toEqual(
    at(['defaults.yaml', 'shared/all tenants.yaml', 'shared/even more.yml', 'shared/our logo.gif']),
  );
  expect(tenants.map(({ slug, files }) => [slug, files])).toEqual([
    [
      'contoso',
      at(['tenants/contoso.yaml', 'shared/contoso (v2)', 'shared/contoso', 'roles/my data', 'roles/owners v1.2.yaml']),
    ],
    ['fabrikam', at(['tenants/fabrikam.yaml'])],
  ]);
});

test('texts that name no file are ignored', () => {
  const contoso = CONTOSO.replace('Contoso workspace', '../tenants');
  const notes = 'Longer than a name of a file may be. '.repeat(27);
  using folder = configFolder({ 'tenants/contoso.yaml': `${contoso}application: { notes: "${notes}" }\n` });

  const [tenant] = configFiles(folder.path).tenants;

  expect(loadConfig(folder.path).tenants[0]?.application.notes).toBe(notes);
  expect(tenant?.files).toEqual(new Set([projectPath(join(folder.path, 'tenants/contoso.yaml'))]));
});
