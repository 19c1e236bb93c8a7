import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

import { departed, fleetLockSchema, LOCK_NAME } from '../../fleet/fleet-lock';
import { IncludedFiles } from '../../fleet/yaml/include';
import { rootOf } from '../../fleet/yaml/named-file';
import { readAs } from '../../fleet/yaml/read-as';
import { tenantPaths } from '../../fleet/yaml/tenant-files';
import { readYamlFile } from '../../fleet/yaml/yaml-file';

import { StepError } from './step';

/** The files that define each stack. Paths are relative to the project, with slashes. */
export interface ConfigFiles {
  /** `platform.yaml` and the files that it mentions. */
  readonly platform: ReadonlySet<string>;

  /** Whether the platform has an application of its own for the admin API, which a stack of its own makes. */
  readonly hasConsole: boolean;

  /** `defaults.yaml` of all tenants, and the files that it mentions. */
  readonly defaults: ReadonlySet<string>;

  /** The fleet as last locked: the platform still serves tenants that no longer have a file. */
  readonly lock: string;

  readonly tenants: readonly TenantFiles[];

  /** Slugs of tenants that were to be removed and no longer have a file, but still have a stack. */
  readonly departed: readonly string[];
}

export interface TenantFiles {
  readonly slug: string;

  /** Whether the tenant is provisioned into the companion service, whose platform knows its roles and tokens. */
  readonly companion: boolean;

  /** The tenant's file and every file that it mentions. */
  readonly files: ReadonlySet<string>;
}

/**
 * Finds out which file mentions which others, directly and indirectly: includes, and files such as a logo.
 *
 * Treats every string that leads to a file as its path, under any key, so that a new key for a file needs no change
 * here. Mistakes in a file are reported by the synth.
 *
 * @throws {StepError} when there is no such folder.
 */
export function configFiles(folder: string): ConfigFiles {
  if (!existsSync(folder))
    throw new StepError(`there is no folder ${folder}; name the configuration's folder: --config, or CONFIG_DIR`);
  const lock = join(folder, LOCK_NAME);
  const tenants = tenantPaths(folder).paths.map(tenantFiles);
  const { value: locked = { tenants: {} } } = readAs(readYamlFile(lock), fleetLockSchema);
  return {
    platform: reach(join(folder, 'platform.yaml')),
    hasConsole: hasConsole(folder),
    defaults: reach(join(folder, 'defaults.yaml')),
    lock: projectPath(lock),
    tenants,
    departed: departed(locked, new Set(tenants.map(({ slug }) => slug))).map(([slug]) => slug),
  };
}

function hasConsole(folder: string): boolean {
  const { file } = new IncludedFiles(rootOf(folder)).layered(readYamlFile(join(folder, 'platform.yaml')));
  const { service } = (file.data ?? {}) as { service?: { admin?: { application?: unknown } | null } | null };
  return Boolean(service?.admin?.application);
}

/** As git writes it, and relative to the project. */
export function projectPath(path: string): string {
  return relative('.', path).replaceAll('\\', '/');
}

/** Whether a file exists. A text that is too long for a path counts as no file. */
export function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

function tenantFiles(path: string): TenantFiles {
  const { slug, target } = (readYamlFile(path).data ?? {}) as { slug?: unknown; target?: unknown };
  return { slug: String(slug), companion: target === undefined || target === 'companion', files: reach(path) };
}

function reach(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(projectPath(path))) return seen;
  seen.add(projectPath(path));
  for (const text of strings(readYamlFile(path).data)) {
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
