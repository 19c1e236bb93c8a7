import type { LockedTenant } from '../fleet-lock';
import type { ReaderConfig } from '../model/readers';
import type { Complaint } from '../yaml/complaint';
import { placeOf, type YamlFile } from '../yaml/yaml-file';

import type { ReadTenant } from './lock-rules';

/** Complaints about the readers of one file that are valid individually but not in combination. */
export function readerComplaints(file: YamlFile, readers: readonly ReaderConfig[]): Complaint[] {
  return readers.flatMap(({ name, token: { generation, retired } }, index) => {
    const first = readers.findIndex((other) => other.name === name);
    return [
      ...(first === index
        ? []
        : [
            file.complain(
              ['readers', index, 'name'],
              `is already the name of ${placeOf(file, ['readers', first])}; give this reader its own`,
            ),
          ]),
      ...(retired < generation
        ? []
        : [
            file.complain(
              ['readers', index, 'token', 'retired'],
              `must be below the generation ${generation}, or '${name}' has no valid token; to remove it, remove its ` +
                `entry; got ${retired}`,
            ),
          ]),
    ];
  });
}

/** A platform file and its readers. */
interface ReadPlatform {
  readonly file: YamlFile;
  readonly readers: readonly ReaderConfig[];
}

/**
 * Complaints about a reader of all tenants that has the same name as a reader of one served tenant. Logs could not
 * distinguish the two, and the service would not start.
 *
 * @param tenants the tenants that have a file.
 * @param orphans the tenants that the service still serves although their file is gone, by slug.
 */
export function sharedReaderNames(
  { file: platform, readers }: ReadPlatform,
  tenants: readonly ReadTenant[],
  orphans: readonly (readonly [slug: string, LockedTenant])[],
): Complaint[] {
  const names = readers.map(({ name }) => name);
  const ofFiles = tenants.flatMap(({ file, tenant: { state, target } }) =>
    state === 'present' && target.kind === 'companion'
      ? target.readers.flatMap(({ name }, index) =>
          names.includes(name)
            ? [
                file.complain(
                  ['readers', index, 'name'],
                  `'${name}' is already the name of a reader of all tenants in ${platform.name}; give this one its own`,
                ),
              ]
            : [],
        )
      : [],
  );
  const ofOrphans = orphans.flatMap(([slug, { companion }]) =>
    (companion?.readers ?? []).flatMap(({ name }) =>
      names.includes(name)
        ? [
            platform.complain(
              ['readers', names.indexOf(name), 'name'],
              `'${name}' is already the name of a reader of tenant '${slug}', which is served although its file is gone; ` +
                `give this one another name, or bring the tenant's file back and rename its reader`,
            ),
          ]
        : [],
    ),
  );
  return [...ofFiles, ...ofOrphans];
}
