import { basename, dirname, resolve } from 'node:path';

/** Names that say nothing about the stack, so that the folder's name is used. */
const GENERIC = /^(plan|tfplan|show|terraform)$/i;

/** Names for the plans in some files: the tenant or stack that the name of the file or of its folder contains. */
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
