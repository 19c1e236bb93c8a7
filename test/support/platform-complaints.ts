import { complaintsByLine, CONTOSO, FABRIKAM, PLATFORM } from './config-folder';

/** Complaints about a platform file with additional lines, each as `line path: message`. */
export function platformComplaints(lines: string, platform = PLATFORM): string[] {
  return complaintsByLine({
    'platform.yaml': `${platform}${lines}\n`,
    'tenants/contoso.yaml': CONTOSO,
    'tenants/fabrikam.yaml': FABRIKAM,
  });
}
