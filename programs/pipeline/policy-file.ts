import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The policy that lies in the folder of the configuration. Undefined when there is none, so that the defaults hold. */
export function policyFile(folder: string): string | undefined {
  const path = join(folder, 'policy.yaml');
  return existsSync(path) ? path : undefined;
}
