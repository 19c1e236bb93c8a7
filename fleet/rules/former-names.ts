import { principalKey } from '../../entra/principal';
import { formerOf, principalOf } from '../model/assignments';
import type { TenantFile } from '../model/tenant';
import type { Complaint } from '../yaml/complaint';
import { placeOf, type YamlFile } from '../yaml/yaml-file';

type Assignments = TenantFile['assignments'];

/**
 * The name that Terraform used for the assigned principal before the principal was renamed. Undefined if the principal
 * was not renamed.
 */
export function formerKey(entry: Assignments[number]): string | undefined {
  const former = formerOf(entry);
  return former && principalKey(former);
}

/** Complaints about previous names (`was`) of groups and users. */
export function formerNameComplaints(file: YamlFile, assignments: Assignments): Complaint[] {
  const keys = assignments.map((entry) => principalKey(principalOf(entry)));
  const formerKeys = assignments.map(formerKey);
  return assignments.flatMap(({ was = '' }, index) => {
    const key = formerKeys[index];
    if (key === undefined) return [];
    const refuse = (message: string) => [file.complain(['assignments', index, 'was'], message)];
    const placeAt = (other: number) => placeOf(file, ['assignments', other]);

    if (key === keys[index]) return refuse('is the same name as beside it, apart from case; remove it');
    const holder = keys.indexOf(key);
    if (holder >= 0) {
      return refuse(`'${was}' has its own entry at ${placeAt(holder)}, so it cannot be a previous name; remove this`);
    }
    const first = formerKeys.indexOf(key);
    return first === index
      ? []
      : refuse(`'${was}' is already the previous name of the entry at ${placeAt(first)}; remove one of the two`);
  });
}
