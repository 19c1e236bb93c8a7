import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/**
 * The folder that must contain all files to which a configuration refers. If the configuration is inside the working
 * directory, this is the working directory. Otherwise, it is the Git checkout that contains the configuration or, if
 * there is no checkout, the topmost folder that has a `platform.yaml` and contains the configuration.
 *
 * Environments may share files in folders above their own. Files outside the returned folder do not belong to the
 * project, and their content must not appear in complaints and plans.
 */
export function rootOf(folder: string): string {
  const own = realpathSync(folder);
  const here = realpathSync('.');
  if (isWithin(own, here)) return here;
  const checkout = foldersFrom(own).find((path) => existsSync(join(path, '.git')));
  if (checkout !== undefined) return checkout;
  const above = foldersFrom(own).filter((path) => existsSync(join(path, 'platform.yaml')));
  return above.at(-1) ?? own;
}

function foldersFrom(path: string): string[] {
  return path === dirname(path) ? [path] : [path, ...foldersFrom(dirname(path))];
}

/**
 * The reason why a file to which a configuration refers cannot be used, worded as the end of a complaint. Undefined if
 * the file can be used.
 */
export function namedFileFlaw(path: string, root: string): string | undefined {
  if (!existsSync(path)) return `names ${path}, which does not exist; correct the path`;
  const real = realpathSync(path);
  if (!isWithin(real, root)) return `names ${path}, which is outside of ${root}; copy the file there`;
  const found = statSync(real);
  if (found.isDirectory()) return `names ${path}, which is a folder; name a file in it`;
  // An attempt to read a pipe or a device may never end.
  return found.isFile() ? undefined : `names ${path}, which is a pipe or a device; name a file`;
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || !(way.startsWith('..') || resolve(way) === way);
}
