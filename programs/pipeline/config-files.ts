import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

import { departed, fleetLockSchema, LOCK_NAME } from '../../fleet/fleet-lock';
import { IncludedFiles } from '../../fleet/yaml/include';
import { rootOf } from '../../fleet/yaml/named-file';
import { readAs } from '../../fleet/yaml/read-as';
import { tenantPaths } from '../../fleet/yaml/tenant-files';
import { readYamlFile } from '../../fleet/yaml/yaml-file';

import { StepError } from './step';

/** The files that define each stack, as paths relative to the project, with slashes. */
export interface ConfigFiles {
  /** `platform.yaml` and the files to which it refers. */
  readonly platform: ReadonlySet<string>;

  /**
   * Whether the platform has an application of its own for the admin API. A separate stack creates that application.
   */
  readonly hasConsole: boolean;

  /** `defaults.yaml`, which applies to all tenants, and the files to which it refers. */
  readonly defaults: ReadonlySet<string>;

  /**
   * Path of the lock file. The lock file also lists tenants that the platform still serves although their files were
   * deleted.
   */
  readonly lock: string;

  readonly tenants: readonly TenantFiles[];

  /** Slugs of tenants that were marked for removal and whose files were then deleted. Their stacks still exist. */
  readonly departed: readonly string[];
}

export interface TenantFiles {
  readonly slug: string;

  /**
   * Whether Entra provisions the tenant into this project's SCIM service. If so, the platform contains the tenant's
   * roles and tokens.
   */
  readonly companion: boolean;

  /**
   * Whether the tenant has a stack. False if the tenant's admin manages the connection to Entra in the service's
   * portal.
   */
  readonly hasStack: boolean;

  /** The tenant's file, and every file to which it refers. */
  readonly files: ReadonlySet<string>;
}

/**
 * Finds the files to which each file of the configuration refers, directly or indirectly: included files, and other
 * files such as a logo.
 *
 * Every string that is the path of an existing file counts as a reference, whatever its key, so a new key needs no
 * change here. Mistakes in a file are ignored here, because the synth reports them.
 *
 * @throws {StepError} if the folder does not exist.
 */
export function configFiles(folder: string): ConfigFiles {
  if (!existsSync(folder))
    throw new StepError(
      `there is no folder ${folder}; set the folder of the configuration with --config or CONFIG_DIR`,
    );
  const lock = join(folder, LOCK_NAME);
  const included = new IncludedFiles(rootOf(folder));
  const tenants = tenantPaths(folder).paths.map((path) => tenantFiles(path, included));
  const { value: locked = { tenants: {} } } = readAs(readYamlFile(lock), fleetLockSchema);
  return {
    platform: reach(join(folder, 'platform.yaml')),
    hasConsole: hasConsole(folder, included),
    defaults: reach(join(folder, 'defaults.yaml')),
    lock: projectPath(lock),
    tenants,
    departed: departed(locked, new Set(tenants.map(({ slug }) => slug))).map(([slug]) => slug),
  };
}

function hasConsole(folder: string, included: IncludedFiles): boolean {
  const { file } = included.layered(readYamlFile(join(folder, 'platform.yaml')));
  const { service } = (file.data ?? {}) as { service?: { admin?: { application?: unknown } | null } | null };
  return Boolean(service?.admin?.application);
}

/** A path as git writes it: relative to the project, with slashes. */
export function projectPath(path: string): string {
  return relative('.', path).replaceAll('\\', '/');
}

/** Whether a path is an existing file. False for a string that is too long for a path. */
export function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

function tenantFiles(path: string, included: IncludedFiles): TenantFiles {
  const own = readYamlFile(path);
  const { slug } = (own.data ?? {}) as { readonly slug?: unknown }; // a tenant has a slug even if an included file is broken
  const { target, managedBy } = (included.layered(own).file.data ?? {}) as Readonly<Record<string, unknown>>;
  return {
    slug: String(slug),
    companion: target === undefined || target === 'companion',
    hasStack: managedBy !== 'portal',
    files: reach(path),
  };
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
