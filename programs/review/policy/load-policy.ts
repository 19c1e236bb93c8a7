import { type Policy, policySchema } from '../../../fleet/model/policy';
import { type Complaint, renderComplaint } from '../../../fleet/yaml/complaint';
import { schemaComplaints } from '../../../fleet/yaml/schema-complaints';
import { readYamlFile } from '../../../fleet/yaml/yaml-file';

/** An error that lists everything that is wrong with a policy file. */
export class UnusablePolicy extends Error {
  override readonly name = 'UnusablePolicy';

  constructor(complaints: readonly Complaint[]) {
    super(complaints.map(renderComplaint).join('\n'));
  }
}

/** Reads a policy file. @throws {UnusablePolicy} if the file has problems. The error lists all of them. */
export function loadPolicy(path: string): Policy {
  const file = readYamlFile(path);
  if (file.complaints.length > 0) throw new UnusablePolicy(file.complaints);

  const data = file.data ?? {};
  if (typeof data !== 'object' || Array.isArray(data)) {
    const known = Object.keys(policySchema.shape).join(', ');
    throw new UnusablePolicy([file.complain([], `must be a map of keys to values; known are ${known}`)]);
  }
  const parsed = policySchema.safeParse(data);
  if (!parsed.success) throw new UnusablePolicy(schemaComplaints(file, parsed.error, policySchema));
  return parsed.data;
}
