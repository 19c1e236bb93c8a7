import { loadConfig } from '../../fleet/load-config';
import { ConfigError } from '../../fleet/yaml/complaint';

import { configFolder, CONTOSO, FABRIKAM, PLATFORM } from './config-folder';

/** Complaints about a platform file with additional lines, each as `line path: message`. */
export function platformComplaints(lines: string, platform = PLATFORM): string[] {
  using folder = configFolder({
    'platform.yaml': `${platform}${lines}\n`,
    'tenants/contoso.yaml': CONTOSO,
    'tenants/fabrikam.yaml': FABRIKAM,
  });
  try {
    loadConfig(folder.path);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.complaints.map(({ position, path, message }) => `${position?.line ?? '-'} ${path}: ${message}`);
  }
}
