import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/**
 * The folder that must contain all files named by a configuration: the working directory if it contains the
 * configuration, otherwise the checkout that does, otherwise the topmost folder above it with a `platform.yaml`.
 *
 * Environments share files above their own folders. Anything farther away belongs to the machine, and its content would
 * end up in complaints and plans.
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

/** Why a file that a configuration names cannot be used, as the end of a complaint. Undefined when it can. */
export function namedFileFlaw(path: string, root: string): string | undefined {
  if (!existsSync(path)) return `names ${path}, which does not exist; correct the path`;
  const real = realpathSync(path);
  if (!isWithin(real, root)) return `names ${path}, which lies outside of ${root}; copy the file there`;
  const found = statSync(real);
  if (found.isDirectory()) return `names ${path}, which is a folder; name a file in it`;
  // A pipe or a device may never end.
  return found.isFile() ? undefined : `names ${path}, which is a pipe or a device; name a file`;
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || !(way.startsWith('..') || resolve(way) === way);
}
