import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { distance } from 'fastest-levenshtein';

import { LOCK_NAME } from '../fleet-lock';

import type { Complaint } from './complaint';
import type { IncludedFiles } from './include';
import { displayPath, readYamlFile, unreadable } from './yaml-file';

/** Folder of the tenants' files, within the configuration's folder. */
const TENANTS = 'tenants';

/** Files that are read from the configuration's folder, apart from tenants' files and included files. */
const READ = ['platform.yaml', 'defaults.yaml', LOCK_NAME];

/** Returns the paths of tenants' files, ordered by name, and complaints about files that would be ignored. */
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

/**
 * A notice if there are no tenants, which is normal only for a new fleet, or for a fleet that is being shut down. The
 * notice names the folder that was searched.
 */
export function emptyFleet(folder: string, paths: readonly string[]): string[] {
  if (paths.length > 0) return [];
  const tenants = displayPath(join(folder, TENANTS));
  const why = existsSync(join(folder, TENANTS)) ? 'contains no *.yaml' : 'does not exist';
  return [
    `there are no tenants: ${tenants} ${why}, so only the platform is built; create a file for each tenant there`,
  ];
}

/**
 * Complaints about files in the configuration's folder that would not be read, because their names appear to be
 * misspelled. Included files are not reported.
 */
export function overlooked(folder: string, included: IncludedFiles): Complaint[] {
  return readdirSync(folder)
    .filter((name) => /\.(ya?ml|json)$/i.test(name) && !READ.includes(name) && !included.has(join(folder, name)))
    .flatMap((name) => {
      const meant = READ.find((known) => distance(stem(name), stem(known)) <= SLIP);
      return meant === undefined ? [] : [complain(join(folder, name), `is ignored; did you mean '${meant}'?`)];
    });
}

/** Maximum number of letters by which a misspelled name may differ from the right name. */
const SLIP = 2;

function stem(name: string): string {
  return name.replace(/\.[a-z]+$/i, '').toLowerCase();
}

/**
 * Complaints about folders whose names look like misspellings of `tenants`. The tenants in such a folder would be
 * missing from the fleet.
 */
function misspelt(folder: string): Complaint[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && distance(entry.name.toLowerCase(), TENANTS) <= SLIP)
    .map(({ name }) => complain(join(folder, name), `is not searched: tenants are read from '${TENANTS}'; rename it`));
}

/**
 * Complaints about files that look like tenants' files but would be ignored. Searches `tenants` and all folders below
 * it.
 */
function misplaced(tenants: string): Complaint[] {
  const names = readdirSync(tenants, { recursive: true, encoding: 'utf8' });
  return names.sort().flatMap((name) => {
    const path = join(tenants, name);
    if (dirname(name) === '.') {
      const isRead = !/\.(ya?ml|json)$/i.test(name) || /\.ya?ml$/.test(name);
      return isRead ? [] : [complain(path, "must end in '.yaml' or '.yml', in lower case; rename it")];
    }
    if (!/\.ya?ml$/i.test(name)) return [];
    // A subfolder may also contain files that tenants' files include. Included files have no slug.
    const { slug } = (readYamlFile(path).data ?? {}) as { slug?: unknown };
    const message = `is a tenant's file, and no folder below ${displayPath(tenants)} is searched; move it there`;
    return slug === undefined ? [] : [complain(path, message)];
  });
}

function complain(path: string, message: string): Complaint {
  return { file: displayPath(path), path: '', message };
}
