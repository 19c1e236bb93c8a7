import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { loadConfig } from '../../../fleet/load-config';
import { configFolder, CONTOSO } from '../../support/config-folder';

const pipe = (folder: string) => execFileSync('mkfifo', [join(folder, 'pipe')]);

describe('a file named by a configuration', () => {
  test.each([
    ['application: { logo: ../pipe }', 'application.logo: names '],
    ['include: ../pipe', 'include: names '],
    ['roles: { include: ../pipe }', 'roles.include: names '],
  ])('fails on a pipe under %s, instead of waiting for it', (line, complaint) => {
    using folder = configFolder({
      'tenants/contoso.yaml': `${CONTOSO.replace(/roles:[^]*?assign/, 'assign')}${line}\n`,
    });
    pipe(folder.path);

    expect(() => loadConfig(folder.path)).toThrow(complaint);
    expect(() => loadConfig(folder.path)).toThrow('which is a pipe or a device; name a file');
  });

  test('fails when the file of a tenant is a pipe itself', () => {
    using folder = configFolder({});
    execFileSync('mkfifo', [join(folder.path, 'tenants', 'contoso.yaml')]);

    expect(() => loadConfig(folder.path)).toThrow('contoso.yaml cannot be read (no regular file)');
  });

  test.each(['/etc/hostname', '../../../../../../../../../../etc/hostname', '../link.yaml', '../linked/defaults.yaml'])(
    'fails on %s, which is outside of the folder, and repeats nothing of its text',
    (path) => {
      using folder = configFolder({ 'tenants/contoso.yaml': `${CONTOSO}include: ${path}\n` });
      using outside = configFolder({ 'defaults.yaml': 'displayName: [hunter2]\n' });
      symlinkSync(join(outside.path, 'defaults.yaml'), join(folder.path, 'link.yaml'));
      symlinkSync(outside.path, join(folder.path, 'linked'));
      const load = () => loadConfig(folder.path);

      expect(load).toThrow(/ include: names .*, which is outside of .*; copy the file there/);
      expect(load).not.toThrow('hunter2');
    },
  );

  test('may be next to the configuration, in a checkout that contains both', () => {
    using checkout = configFolder({
      'shared.yaml': 'wave: 7\n',
      'test/platform.yaml': 'include: ../platform.yaml\nname: acme-test\n',
    });
    mkdirSync(join(checkout.path, '.git'));
    mkdirSync(join(checkout.path, 'test', 'tenants'));
    writeFileSync(join(checkout.path, 'test', 'tenants', 'contoso.yaml'), `${CONTOSO}include: ../../shared.yaml\n`);

    expect(loadConfig(join(checkout.path, 'test')).tenants[0]?.wave).toBe(7);
  });
});
