import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { z } from 'zod';

import { type Complaint, ConfigError } from './complaint';
import { type PlatformConfig, platformSchema } from './platform';
import { platformComplaints, unknownTenants } from './platform-rules';
import { schemaComplaints } from './schema-complaints';
import { resolveTenant, type TenantConfig, tenantSchema } from './tenant';
import { tenantComplaints } from './tenant-rules';
import { displayPath, readYamlFile, unreadable, type YamlFile } from './yaml-file';

/** Everything that the files of a configuration folder say. */
export interface Configuration {
  readonly platform: PlatformConfig;

  /** In the order of their file names. */
  readonly tenants: readonly TenantConfig[];
}

/**
 * Reads `platform.yaml` and `tenants/*.yaml` of a folder.
 *
 * @throws {ConfigError} with every problem of every file.
 */
export function loadConfig(folder: string): Configuration {
  const platformPath = join(folder, 'platform.yaml');
  if (!existsSync(platformPath)) {
    const message = 'does not exist; create it, or point CONFIG_DIR to the folder that holds it';
    throw new ConfigError([{ file: displayPath(platformPath), path: '', message }]);
  }

  const platform = readAs(readYamlFile(platformPath), platformSchema, platformComplaints);
  const { paths, complaints: unlisted } = tenantPaths(folder);
  const tenants = paths.map((path) => readAs(readYamlFile(path), tenantSchema, tenantComplaints));

  const complaints = [
    ...platform.complaints,
    ...unlisted,
    ...tenants.flatMap((tenant) => tenant.complaints),
    ...sharedSlugs(tenants.map(({ file }) => file)),
    ...unknownTenants(platform.file, companionSlugs(tenants.map(({ file }) => file))),
  ];
  if (complaints.length > 0 || !platform.value) throw new ConfigError(complaints);
  return {
    platform: platform.value,
    tenants: tenants.flatMap(({ value }) => (value ? [resolveTenant(value)] : [])),
  };
}

/** Slugs of the tenants that have a token, of files that are sound or not. */
function companionSlugs(files: readonly YamlFile[]): string[] {
  return files.flatMap(({ data }) => {
    const { slug, target = 'companion' } = (data ?? {}) as { slug?: unknown; target?: unknown };
    return typeof slug === 'string' && target === 'companion' ? [slug] : [];
  });
}

interface Read<Value> {
  readonly file: YamlFile;

  /** Undefined when the file has complaints. */
  readonly value?: Value;

  readonly complaints: readonly Complaint[];
}

/** Reads the file as what `schema` describes. Rules see all keys that are sound by themselves. */
function readAs<Shape extends z.ZodRawShape>(
  file: YamlFile,
  schema: z.ZodObject<Shape>,
  rules: (
    file: YamlFile,
    value: z.output<z.ZodObject<Shape>>,
    sound: ReadonlySet<PropertyKey>,
  ) => Complaint[] = () => [],
): Read<z.output<z.ZodObject<Shape>>> {
  if (file.data === undefined) return { file, complaints: file.complaints };
  if (typeof file.data !== 'object' || file.data === null || Array.isArray(file.data)) {
    const known = Object.keys(schema.shape).join(', ');
    return {
      file,
      complaints: [...file.complaints, file.complain([], `must be a map of keys to values; known are ${known}`)],
    };
  }

  const parsed = schema.safeParse(file.data);
  const value = parsed.success ? parsed.data : soundPart(schema, file.data);
  const sound = new Set<PropertyKey>(parsed.success ? Object.keys(schema.shape) : Object.keys(value));
  const complaints = [
    ...file.complaints,
    ...(parsed.success ? [] : schemaComplaints(file, parsed.error, schema)),
    ...rules(file, value, sound),
  ];
  return complaints.length > 0 ? { file, complaints } : { file, value, complaints };
}

/** The keys whose values are sound, of a file that is not sound as a whole. */
function soundPart<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  data: unknown,
): z.output<z.ZodObject<Shape>> {
  const values = (data ?? {}) as Readonly<Record<string, unknown>>;
  const parts = Object.entries(schema.shape).flatMap(([key, part]) => {
    const parsed = (part as unknown as z.ZodType).safeParse(values[key]);
    return parsed.success ? [[key, parsed.data] as const] : [];
  });
  return Object.fromEntries(parts) as z.output<z.ZodObject<Shape>>;
}

function tenantPaths(folder: string): { paths: string[]; complaints: Complaint[] } {
  const tenants = join(folder, 'tenants');
  if (!existsSync(tenants)) return { paths: [], complaints: [] };
  try {
    const names = readdirSync(tenants).filter((name) => /\.ya?ml$/.test(name));
    return { paths: names.sort().map((name) => join(tenants, name)), complaints: [] };
  } catch (error) {
    return { paths: [], complaints: [unreadable(tenants, error as NodeJS.ErrnoException)] };
  }
}

function sharedSlugs(files: readonly YamlFile[]): Complaint[] {
  const owners = new Map<unknown, string>();
  return files.flatMap((file) => {
    const { slug } = (file.data ?? {}) as { slug?: unknown };
    const owner = owners.get(slug);
    owners.set(slug, owner ?? file.name);
    if (typeof slug !== 'string' || owner === undefined) return [];
    return [file.complain(['slug'], `'${slug}' is already the slug of ${owner}; give this tenant its own`)];
  });
}
