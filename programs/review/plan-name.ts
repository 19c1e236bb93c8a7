import { basename, dirname, resolve } from 'node:path';

/** Matches file names that say nothing about the stack. For such a file, the name of the folder is used. */
const GENERIC = /^(plan|tfplan|show|terraform)$/i;

/**
 * A name for each plan file: the name of the stack or tenant, taken from the name of the file or of its folder. If
 * several files would get the same name, the whole path of each file is used instead.
 */
export function planNames(files: readonly string[]): string[] {
  const names = files.map(planName);
  return names.map((name, index) => (names.indexOf(name) === names.lastIndexOf(name) ? name : (files[index] ?? name)));
}

function planName(file: string): string {
  const path = resolve(file);
  const own = basename(path).replace(/(\.(tfplan|plan))?\.json$/i, '');
  const name = GENERIC.test(own) ? basename(dirname(path)) : own;
  return name.replace(/^tenant-/, '');
}
