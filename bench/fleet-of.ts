import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PLATFORM = `
name: bench-scim
subscriptionId: 5f1d7c1e-7b0f-4c36-9d5e-2f60b3a1c7d4
hostTenantId: 2b8e2f0a-51b6-4f0d-8a3c-9e5b5f7f6c11
location: westeurope
image: ghcr.io/acme/entra-scim@sha256:${'0'.repeat(64)}
`;

const DEFAULTS = `
plan: enterprise
roles: { include: roles.yaml }
application: { notes: Made for a measurement. }
`;

const ROLES = `
roles:
  - { displayName: Data Steward, description: Curates the shared models. }
  - { displayName: Data Owner, description: Owns a domain of data. }
`;

/** Writes a configuration with the given number of tenants, each as large as a real one. */
export function writeFleet(folder: string, tenants: number): void {
  mkdirSync(join(folder, 'tenants'), { recursive: true });
  writeFileSync(join(folder, 'platform.yaml'), PLATFORM);
  writeFileSync(join(folder, 'defaults.yaml'), DEFAULTS);
  writeFileSync(join(folder, 'roles.yaml'), ROLES);
  for (let n = 0; n < tenants; n++) {
    writeFileSync(join(folder, 'tenants', `tenant-${n}.yaml`), tenantFile(n));
  }
}

function tenantFile(n: number): string {
  return `
slug: tenant-${n}
entraTenantId: 8d1cbd34-6c1f-4d2a-9c53-${String(n).padStart(12, '0')}
displayName: Workspace ${n}
token: { generation: 2 }
assignments:
  - { group: Data Platform Admins, role: account_administrator }
  - { group: Data Analysts, role: account_analyst }
  - { group: Data Stewards, role: data_steward }
  - { group: 3f0a8c52-1f0e-4b57-a0f4-${String(n).padStart(12, '0')}, role: account_reviewer }
  - { user: ann@tenant-${n}.example, role: data_owner }
`;
}
