import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { departed, type FleetLock, fleetLockSchema, leavingStill, LOCK_NAME, orphans, servedStill } from './fleet-lock';
import { defaultsSchema } from './model/defaults';
import { type PlatformConfig, platformSchema, resolvePlatform } from './model/platform';
import { roleCatalogueSchema, withCatalogues } from './model/role-catalogue';
import {
  hasStack,
  type LeavingTenant,
  resolveTenant,
  type ServedTenant,
  type TenantConfig,
  tenantSchema,
} from './model/tenant';
import { fleetComplaints } from './rules/fleet-rules';
import { lockComplaints } from './rules/lock-rules';
import { credentialNotices, identityNotices, lockNotices, regionNotices } from './rules/notices';
import { platformComplaints, unknownTenants } from './rules/platform-rules';
import { sharedNames } from './rules/shared-names';
import { tenantComplaints } from './rules/tenant-rules';
import { tokenOwners } from './rules/token-owners';
import { secretNotices, vaultNotices } from './rules/vault-rules';
import { serviceSecrets } from './service-secrets';
import { withApplicableDefaults } from './yaml/applicable-defaults';
import { type Complaint, ConfigError } from './yaml/complaint';
import { IncludedFiles } from './yaml/include';
import { layeredFile } from './yaml/layered-file';
import { rootOf } from './yaml/named-file';
import { readAs } from './yaml/read-as';
import { emptyFleet, overlooked, tenantPaths } from './yaml/tenant-files';
import { displayPath, readYamlFile, type YamlFile } from './yaml/yaml-file';

/** The content of a configuration folder, validated and with defaults filled in. */
export interface Configuration {
  readonly platform: PlatformConfig;

  /** All tenants that have a file, whether their state is present or absent, ordered by file name. */
  readonly declared: readonly TenantConfig[];

  /**
   * Tenants that have both a stack and a file with `state: present`. Tenants whose admins use the service's portal have
   * no stack.
   */
  readonly tenants: readonly TenantConfig[];

  /**
   * Tenants that the service serves: tenants with `state: present`, and tenants whose file is missing although nobody
   * has removed the tenant.
   */
  readonly served: readonly ServedTenant[];

  /**
   * Tenants to remove: tenants with `state: absent`, and tenants whose file was deleted before anybody confirmed that
   * the tenant was gone.
   */
  readonly leaving: readonly LeavingTenant[];

  /** The content of the lock file. Undefined if there is no lock file. */
  readonly lock: FleetLock | undefined;

  /** Warnings for the operator about things that are not mistakes. */
  readonly notices: readonly string[];
}

/**
 * Reads a configuration folder: `platform.yaml`, `tenants/*.yaml`, the files that these include and, if they exist,
 * `defaults.yaml` and `fleet.lock.yaml`.
 *
 * @throws {ConfigError} if a file contains a mistake. The error lists all mistakes in all files.
 */
export function loadConfig(folder: string): Configuration {
  const platformPath = join(folder, 'platform.yaml');
  if (!existsSync(platformPath)) {
    const message = 'does not exist; create it, or name the folder that contains it: --config, or CONFIG_DIR';
    throw new ConfigError([{ file: displayPath(platformPath), path: '', message }]);
  }

  const root = rootOf(folder);
  const included = new IncludedFiles(root);
  const platformLayers = included.layered(readYamlFile(platformPath));
  const platform = readAs(platformLayers.file, platformSchema, platformComplaints);
  const resolved = platform.value && resolvePlatform(platform.value);

  const defaults = defaultsOf(folder, included);
  const { paths, complaints: unlisted } = tenantPaths(folder);
  const read = paths.map((path) => readTenant(readYamlFile(path), defaults.files, included, root));

  const lock = readLock(folder);
  const tenants = read.flatMap(({ file, value }) => (value ? [{ file, tenant: resolveTenant(file, value) }] : []));
  const files = read.map(({ file }) => file);
  const slugs = new Set(files.flatMap(slugIn));
  const { value: locked = { tenants: {} } } = lock;
  const gone = orphans(locked, slugs);

  const complaints = [
    ...platformLayers.complaints,
    ...platformLayers.beneath.flatMap(notAMap),
    ...platform.complaints,
    ...defaults.complaints,
    ...unlisted,
    ...overlooked(folder, included),
    ...read.flatMap((tenant) => tenant.complaints),
    ...fleetComplaints(files, platform.file),
    ...unknownTenants(platform.file, tokenOwners(files, gone)),
    ...sharedNames(
      { file: platform.file, readers: platform.value?.readers ?? [], streams: platform.value?.streams ?? [] },
      tenants,
      gone,
    ),
    ...lock.complaints,
    ...(lock.value ? lockComplaints({ file: platform.file, platform: resolved }, tenants, lock.value) : []),
  ];
  if (complaints.length > 0 || !platform.value || !resolved) throw new ConfigError(complaints);

  const declared = tenants.map(({ tenant }) => tenant);
  const present = declared.filter(({ state }) => state === 'present');
  const withStack = present.filter(hasStack);
  const served = [...present, ...gone.flatMap(([slug, orphan]) => servedStill(slug, orphan) ?? [])];
  const { made, given } = serviceSecrets(served, resolved);
  return {
    platform: resolved,
    declared,
    tenants: withStack,
    served,
    leaving: [
      ...declared.filter((tenant) => tenant.state === 'absent' && hasStack(tenant)),
      ...departed(locked, slugs).map(([slug, left]) => leavingStill(slug, left)),
    ],
    lock: lock.value,
    notices: [
      // A notice about a fleet without tenants is needed only if the lock lists no tenants. Otherwise, the notices
      // about the lock already explain why the folder has no tenants.
      ...(Object.keys(locked.tenants).length > 0 ? [] : emptyFleet(folder, paths)),
      ...lockNotices(displayPath(join(folder, LOCK_NAME)), lock.value, { platform: resolved, declared }),
      ...regionNotices(platform.value.location, platform.value.cloud.metadataHost),
      ...vaultNotices(platform.value),
      ...secretNotices(platform.value, [...made.map(({ name }) => name), ...given]),
      ...identityNotices(platform.value, withStack),
      ...credentialNotices(withStack, lock.value),
    ],
  };
}

function readTenant(own: YamlFile, defaults: readonly YamlFile[], included: IncludedFiles, root: string) {
  const layers = included.layered(own, defaults);
  const { file, catalogues, complaints } = withCatalogues(withApplicableDefaults(layers.file, defaults), included);
  const read = readAs(file, tenantSchema, (read, value, sound) => tenantComplaints(read, value, sound, root));
  return {
    ...read,
    complaints: [
      ...layers.complaints,
      ...layers.beneath.filter((layer) => !defaults.includes(layer)).flatMap(sharedComplaints),
      ...complaints,
      ...catalogues.flatMap((catalogue) => readAs(catalogue, roleCatalogueSchema).complaints),
      ...read.complaints,
    ],
  };
}

/** `defaults.yaml` and the files that it includes, from the lowest layer to the highest. */
function defaultsOf(folder: string, included: IncludedFiles): { files: YamlFile[]; complaints: Complaint[] } {
  const path = join(folder, 'defaults.yaml');
  if (!existsSync(path)) return { files: [], complaints: [] };
  const file = readYamlFile(path);
  const { files, complaints } = included.of(file);
  const all = [...files, file];
  return { files: all, complaints: [...complaints, ...all.flatMap(sharedComplaints)] };
}

/**
 * Complaints about a shared file, whose values the files of tenants can override. The file is checked on its own. A
 * null counts as a missing value, since it only removes a value.
 */
function sharedComplaints(file: YamlFile): readonly Complaint[] {
  return readAs(layeredFile(file, []), defaultsSchema).complaints;
}

/** The slug in a tenant's file. It is returned even if there are complaints about the file. */
function slugIn({ data }: YamlFile): string[] {
  const { slug } = (data ?? {}) as { readonly slug?: unknown };
  return typeof slug === 'string' ? [slug] : [];
}

function notAMap(file: YamlFile): readonly Complaint[] {
  if (file.data === undefined) return file.complaints;
  const isMap = typeof file.data === 'object' && file.data !== null && !Array.isArray(file.data);
  return isMap ? file.complaints : [...file.complaints, file.complain([], 'must be a map of keys to values')];
}

function readLock(folder: string): { value?: FleetLock; complaints: readonly Complaint[] } {
  const path = join(folder, LOCK_NAME);
  if (!existsSync(path)) return { complaints: [] };
  const { value, complaints } = readAs(readYamlFile(path), fleetLockSchema);
  const [first] = complaints;
  if (first === undefined) return { value, complaints };
  const message = 'is not what `npx entra-scim tenants lock` writes; restore the file from version control';
  return { complaints: [{ ...first, message }] };
}
