import type { LockedTenant } from '../fleet-lock';
import type { Complaint } from '../yaml/complaint';
import type { YamlFile } from '../yaml/yaml-file';

import type { ReadTenant } from './lock-rules';

/** A platform file, and the names of its readers and streams. */
interface ReadPlatform {
  readonly file: YamlFile;
  readonly readers: readonly Named[];
  readonly streams: readonly Named[];
}

interface Named {
  readonly name: string;
}

/**
 * Complaints about names that are used twice. A reader of all tenants must not have the name of a reader of a single
 * tenant, and a stream of all tenants must not have the name of a stream of a single tenant. Otherwise, the two could
 * not be distinguished in logs, and the service would not start.
 *
 * @param tenants the tenants that have a file.
 * @param orphans the tenants that the service still serves although their file is gone, by slug.
 */
export function sharedNames(
  platform: ReadPlatform,
  tenants: readonly ReadTenant[],
  orphans: readonly (readonly [slug: string, LockedTenant])[],
): Complaint[] {
  return (['readers', 'streams'] as const).flatMap((key) => [
    ...tenants.flatMap((tenant) => sharedByFile(key, platform, tenant)),
    ...orphans.flatMap(([slug, { companion }]) => sharedByOrphan(key, platform, slug, companion?.[key] ?? [])),
  ]);
}

type Key = 'readers' | 'streams';

function sharedByFile(
  key: Key,
  { file: { name: platformFile }, [key]: ofAll }: ReadPlatform,
  { file, tenant: { state, target } }: ReadTenant,
): Complaint[] {
  if (state !== 'present' || target.kind !== 'companion') return [];
  return target[key].flatMap(({ name }, index) =>
    ofAll.some((other) => other.name === name)
      ? [
          file.complain(
            [key, index, 'name'],
            `'${name}' is already the name of a ${NOUN[key]} of all tenants in ${platformFile}; give this one its own`,
          ),
        ]
      : [],
  );
}

function sharedByOrphan(
  key: Key,
  { file, [key]: ofAll }: ReadPlatform,
  slug: string,
  locked: readonly Named[],
): Complaint[] {
  return locked.flatMap(({ name }) => {
    const index = ofAll.findIndex((other) => other.name === name);
    if (index < 0) return [];
    const message =
      `'${name}' is already the name of a ${NOUN[key]} of tenant '${slug}', which is served although its file is gone; ` +
      `give this one another name, or bring the tenant's file back and rename its ${NOUN[key]}`;
    return [file.complain([key, index, 'name'], message)];
  });
}

const NOUN = { readers: 'reader', streams: 'stream' };
