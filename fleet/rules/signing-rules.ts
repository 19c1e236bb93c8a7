import type { PlatformFile } from '../model/platform';
import type { Complaint } from '../yaml/complaint';
import type { YamlFile } from '../yaml/yaml-file';

/**
 * Complaints about the keys that sign events. At least one key must remain, and the key that signs must be one that
 * receivers can fetch.
 */
export function signingComplaints(
  file: YamlFile,
  { signing: { generation, signs, retired } }: PlatformFile,
): Complaint[] {
  const path = ['signing'];
  if (retired >= generation) {
    const message = `must be below the generation ${generation}, otherwise no key is left to sign with; got ${retired}`;
    return [file.complain([...path, 'retired'], message)];
  }
  if (signs === undefined || (signs > retired && signs <= generation)) return [];
  const range = retired + 1 === generation ? `${generation}` : `from ${retired + 1} to ${generation}`;
  const message = `must be ${range}, a generation that exists and is not retired; got ${signs}`;
  return [file.complain([...path, 'signs'], message)];
}
