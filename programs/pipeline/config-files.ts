import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

import { parse } from 'yaml';

import { isFile } from './is-file';
import { StepError } from './step-error';

/** Which files say what a stack is. Paths are relative to the project, with slashes. */
export interface ConfigFiles {
  /** `platform.yaml` and what it mentions. */
  readonly platform: ReadonlySet<string>;

  /** `defaults.yaml` of all tenants, and what it mentions. */
  readonly defaults: ReadonlySet<string>;

  /** What the fleet was when it was last locked: the platform goes on to serve who has no file any more. */
  readonly lock: string;

  readonly tenants: readonly TenantFiles[];

  /** Slugs of tenants that were to be removed and have no file any more, but still a stack. */
  readonly departed: readonly string[];
}

export interface TenantFiles {
  readonly slug: string;

  /** Whether the tenant is provisioned into the companion service, whose platform knows its roles and tokens. */
  readonly companion: boolean;

  /** Its file and what that mentions. */
  readonly files: ReadonlySet<string>;
}

/**
 * Reads which file mentions which, directly and through others: includes, and files such as a logo.
 *
 * Takes every string that leads to a file for its path, whatever the file is called: so does the loader under some keys,
 * and a new key for a file needs no word here.
 *
 * @throws {StepError} when there is no such folder.
 */
export function configFiles(folder: string): ConfigFiles {
  if (!existsSync(folder)) throw new StepError(`there is no folder ${folder}; point CONFIG_DIR to the configuration`);
  const tenants = join(folder, 'tenants');
  const names = existsSync(tenants) ? readdirSync(tenants).filter((name) => /\.ya?ml$/.test(name)) : [];
  const lock = join(folder, 'fleet.lock.yaml');
  const present = names.sort().map((name) => tenantFiles(join(tenants, name)));
  return {
    platform: reach(join(folder, 'platform.yaml')),
    defaults: reach(join(folder, 'defaults.yaml')),
    lock: projectPath(lock),
    tenants: present,
    departed: departedTenants(lock, new Set(present.map(({ slug }) => slug))),
  };
}

/** As git writes it, and relative to the project. */
export function projectPath(path: string): string {
  return relative('.', path).replaceAll('\\', '/');
}

function tenantFiles(path: string): TenantFiles {
  const { slug, target } = (readYaml(path) ?? {}) as { slug?: unknown; target?: unknown };
  return { slug: String(slug), companion: target === undefined || target === 'companion', files: reach(path) };
}

/** What counts here of a tenant in the lock. */
interface LockedTenant {
  readonly state?: unknown;
  readonly forgotten?: unknown;
}

function departedTenants(lock: string, slugs: ReadonlySet<string>): string[] {
  const { tenants } = (readYaml(lock) ?? {}) as { tenants?: Record<string, LockedTenant | null> };
  return Object.entries(tenants ?? {})
    .filter(([slug, locked]) => locked?.state === 'absent' && locked.forgotten !== true && !slugs.has(slug))
    .map(([slug]) => slug);
}

function reach(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(projectPath(path))) return seen;
  seen.add(projectPath(path));
  for (const text of strings(readYaml(path))) {
    const named = resolve(dirname(path), text);
    if (isFile(named)) reach(named, seen);
  }
  return seen;
}

function* strings(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  if (typeof value !== 'object' || value === null) return;
  for (const inner of Object.values(value)) yield* strings(inner);
}

/** Undefined for a file that is not there or no YAML, such as a picture: the synth tells its faults better. */
function readYaml(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
