import type { ReaderConfig } from '../model/readers';
import type { Complaint } from '../yaml/complaint';
import { placeOf, type YamlFile } from '../yaml/yaml-file';

/** Complaints about readers in one file that are valid individually but not in combination. */
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
