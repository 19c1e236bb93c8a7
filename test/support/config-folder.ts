import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { loadConfig } from '../../fleet/load-config';
import { type Complaint, ConfigError, renderComplaint } from '../../fleet/yaml/complaint';

/** A valid platform file. */
export const PLATFORM = `
name: acme-scim
subscriptionId: 5f1d7c1e-7b0f-4c36-9d5e-2f60b3a1c7d4
hostTenantId: 2b8e2f0a-51b6-4f0d-8a3c-9e5b5f7f6c11
location: westeurope
image: ghcr.io/acme/entra-scim@sha256:${'0'.repeat(64)}
`;

/** A valid tenant file that provisions into the companion service. */
export const CONTOSO = `
slug: contoso
entraTenantId: 8d1cbd34-6c1f-4d2a-9c53-0c3a7f1f2b90
displayName: Contoso workspace
plan: enterprise
roles:
  custom:
    - { displayName: Data Steward, description: Curates the shared models. }
assignments:
  - { group: Data Analysts, role: account_analyst }
  - { user: ann@contoso.example, role: data_steward }
`;

/** A valid tenant file that provisions into an external endpoint. */
export const FABRIKAM = `
slug: fabrikam
entraTenantId: c7a2f7de-0f3b-4f5e-8f0e-6a1d2f9b4e35
displayName: Fabrikam data pipelines
target:
  tenantUrl: https://scim.fabrikam.example/v2
  tokenVariable: fabrikam_scim_token
`;

/** A valid tenant file of the companion service whose admin sets up Entra with the portal. */
export const NORTHWIND = `
slug: northwind
entraTenantId: 4c1f0e5b-7d0a-4b8e-9a55-1f2e3d4c5b6a
displayName: Northwind
plan: enterprise
managedBy: portal
`;

/** A configuration folder on disk, removed when the test ends. */
export function configFolder(files: Readonly<Record<string, string>>): { path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'entra-scim-config-'));
  mkdirSync(join(path, 'tenants'));
  for (const [name, text] of Object.entries({ 'platform.yaml': PLATFORM, ...files })) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text.trimStart());
  }
  return {
    path,
    [Symbol.dispose]: () => {
      rmSync(path, { recursive: true });
    },
  };
}

/** Complaints about a folder, each as an operator sees it, but without the folder's path. */
export function configComplaints(files: Readonly<Record<string, string>>): string[] {
  using folder = configFolder(files);
  return complaintsAbout(folder.path).map((complaint) => renderComplaint(complaint).replaceAll(`${folder.path}/`, ''));
}

/** Complaints about a folder, each as `line path: message`, without the file's name. */
export function complaintsByLine(files: Readonly<Record<string, string>>): string[] {
  using folder = configFolder(files);
  return complaintsAbout(folder.path).map(
    ({ position, path, message }) => `${position?.line ?? '-'} ${path}: ${message}`,
  );
}

function complaintsAbout(folder: string): readonly Complaint[] {
  try {
    loadConfig(folder);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.complaints;
  }
}
