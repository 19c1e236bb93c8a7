import { basename, dirname, resolve } from 'node:path';

/** Matches file names that say nothing about the stack. In that case the name of the folder is used. */
const GENERIC = /^(plan|tfplan|show|terraform)$/i;

/**
 * A name for each plan file: the stack or tenant that the name of the file, or of its folder, contains. Files that
 * would get the same name keep their whole paths as names.
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
