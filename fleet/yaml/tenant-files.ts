import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { distance } from 'fastest-levenshtein';

import { LOCK_NAME } from '../fleet-lock';

import type { Complaint } from './complaint';
import type { IncludedFiles } from './include';
import { displayPath, readYamlFile, unreadable } from './yaml-file';

/** Folder of the tenants' files, within the configuration's folder. */
const TENANTS = 'tenants';

/** Files that are read from the configuration's folder, besides tenants and included files. */
const READ = ['platform.yaml', 'defaults.yaml', LOCK_NAME];

/** Tenants' files, ordered by name, and complaints about files that nothing would read. */
export function tenantPaths(folder: string): { paths: string[]; complaints: Complaint[] } {
  const tenants = join(folder, TENANTS);
  if (!existsSync(tenants)) return { paths: [], complaints: misspelt(folder) };
  try {
    const names = readdirSync(tenants).filter((name) => /\.ya?ml$/.test(name));
    return { paths: names.sort().map((name) => join(tenants, name)), complaints: misplaced(tenants) };
  } catch (error) {
    return { paths: [], complaints: [unreadable(tenants, error as NodeJS.ErrnoException)] };
  }
}

/** Says that there are no tenants, as when a fleet begins or ends, and where they were looked for. */
export function emptyFleet(folder: string, paths: readonly string[]): string[] {
  if (paths.length > 0) return [];
  const tenants = displayPath(join(folder, TENANTS));
  const why = existsSync(join(folder, TENANTS)) ? 'holds no *.yaml' : 'does not exist';
  return [`there are no tenants: ${tenants} ${why}, so that only the platform is built; give each tenant a file there`];
}

/**
 * Files in the configuration's folder whose name looks like a misspelling of one that is read, and that no other file
 * includes.
 */
export function overlooked(folder: string, included: IncludedFiles): Complaint[] {
  return readdirSync(folder)
    .filter((name) => /\.(ya?ml|json)$/i.test(name) && !READ.includes(name) && !included.has(join(folder, name)))
    .flatMap((name) => {
      const meant = READ.find((known) => distance(stem(name), stem(known)) <= SLIP);
      return meant === undefined ? [] : [complain(join(folder, name), `is read by nothing; did you mean '${meant}'?`)];
    });
}

/** How many letters a misspelled name may differ in. */
const SLIP = 2;

function stem(name: string): string {
  return name.replace(/\.[a-z]+$/i, '').toLowerCase();
}

/** A folder of tenants under another name, which would leave the fleet empty. */
function misspelt(folder: string): Complaint[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && distance(entry.name.toLowerCase(), TENANTS) <= SLIP)
    .map(({ name }) => complain(join(folder, name), `is not searched: tenants are read from '${TENANTS}'; rename it`));
}

/** Files below `tenants` that look like a tenant's, but that nothing would read. */
function misplaced(tenants: string): Complaint[] {
  const names = readdirSync(tenants, { recursive: true, encoding: 'utf8' });
  return names.sort().flatMap((name) => {
    const path = join(tenants, name);
    if (dirname(name) === '.') {
      const isRead = !/\.(ya?ml|json)$/i.test(name) || /\.ya?ml$/.test(name);
      return isRead ? [] : [complain(path, "must end in '.yaml' or '.yml', in lower case; rename it")];
    }
    if (!/\.ya?ml$/i.test(name)) return [];
    // The folder may also hold files that tenants include; these have no slug.
    const { slug } = (readYamlFile(path).data ?? {}) as { slug?: unknown };
    const message = `is a tenant's, and no folder below ${displayPath(tenants)} is searched; move it there`;
    return slug === undefined ? [] : [complain(path, message)];
  });
}

function complain(path: string, message: string): Complaint {
  return { file: displayPath(path), path: '', message };
}
