import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';

import packageJson from '../package.json';
import build from '../tsconfig.build.json';

/** Source files that are compiled into the package. */
const SOURCES = build.include
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
  .filter((path) => /\.tsx?$/.test(path) && !build.exclude.some((excluded) => path.startsWith(excluded)));

/** Packages that the sources import at run time, or whose types they export. */
function imported(): Set<string> {
  const found = SOURCES.flatMap((path) => [
    ...readFileSync(path, 'utf8').matchAll(
      /(?:^(?:import|export) [^;=]*?from|\bimport\(|\brequire\() ?'([^'.][^']*)'|\bfrom: '([^'./][^'/]*\/[^']+\.js)'/gm,
    ),
  ])
    .map(([, imported, copied]) => imported ?? copied ?? '')
    .map((module) =>
      module
        .split('/')
        .slice(0, module.startsWith('@') ? 2 : 1)
        .join('/'),
    );
  return new Set(found.filter((name) => !name.startsWith('node:') && !builtinModules.includes(name)));
}

describe('the package', () => {
  const { dependencies, peerDependencies, optionalDependencies, bin, exports } = packageJson;

  test('depends on what it loads, and on nothing else', () => {
    const declared = Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });

    expect([...imported()].sort()).toEqual(declared.sort());
  });

  test('builds and tests with the versions of cdktf and constructs that it asks apps to have', () => {
    expect(packageJson.devDependencies).toMatchObject(peerDependencies);
  });

  test('offers only entry points that exist', () => {
    const compiled = [
      bin['entra-scim'],
      ...Object.values(exports).flatMap((entry) => (typeof entry === 'string' ? [] : [entry.default])),
    ];

    for (const path of compiled)
      expect([path, existsSync(path.replace(/^(\.\/)?dist\/(.*)\.js$/, '$2.ts'))]).toEqual([path, true]);
    for (const path of packageJson.files) expect([path, path === 'dist' || existsSync(path)]).toEqual([path, true]);
    expect(readFileSync('programs/main.ts', 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  test('contains neither tests nor benches', () => {
    expect(build.include).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(test|bench)/)]));
    expect(SOURCES.length).toBeGreaterThan(400);
  });
});
