import { stringify } from 'yaml';

/** The parts of a tenant's file that the trial changes. */
export interface TenantFile {
  readonly customRoles: readonly { readonly displayName: string; readonly description: string }[];
  readonly disabledRoles: readonly string[];
  readonly assignments: readonly Readonly<Record<string, string>>[];
  readonly mappings: 'fivetran' | 'full';
  readonly state: 'present' | 'absent';

  /** Only for a tenant of the companion service. */
  readonly companion?: Companion;
}

export interface Companion {
  /** Generation of the token that Entra presents. */
  readonly generation: number;

  /** Whether the provider or the sync step stores the token in Entra. Both read it from Key Vault. */
  readonly credentials: 'terraform' | 'vault';
}

export const SLUG = 'harbor';
export const DIRECTORY_ID = '8d1cbd34-6c1f-4d2a-9c53-0c3a7f1f2b90';
export const TOKEN_VARIABLE = 'harbor_scim_token';

/** Users and groups in the directory before anything is deployed. */
export const GROUPS = ['Data Team', 'Data Stewards'];
export const USER = 'ann@harbor.example';

export const FIRST: TenantFile = {
  customRoles: [],
  disabledRoles: [],
  assignments: [
    { group: 'Data Team', role: 'account_analyst' },
    { user: USER, role: 'account_administrator' },
  ],
  mappings: 'fivetran',
  state: 'present',
};

/** @param tenantUrl URL of an external tenant's SCIM service. A companion tenant gets its URL from Azure. */
export function renderTenantFile({ companion, ...file }: TenantFile, tenantUrl: string): string {
  return stringify({
    slug: SLUG,
    entraTenantId: DIRECTORY_ID,
    displayName: 'Harbor data pipelines',
    state: file.state,
    deletionProtection: false, // the last change removes everything
    roles: { custom: file.customRoles, disabled: file.disabledRoles },
    assignments: file.assignments,
    provisioning: { mappings: file.mappings, ...(companion ? { credentials: companion.credentials } : {}) },
    ...(companion
      ? { plan: 'enterprise', token: { generation: companion.generation } }
      : { target: { tenantUrl, tokenVariable: TOKEN_VARIABLE } }),
  });
}
