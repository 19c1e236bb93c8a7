import { STANDARD_ACCOUNT_ROLES } from '../../account/account-role';
import { sha256 } from '../../service/directory/tenant-registry';

/** An entry of the tenant registry that accepts one token. */
export function registryEntry(slug: string, token: string, overrides: object = {}): object {
  return {
    slug,
    plan: 'enterprise',
    scimEnabled: true,
    roles: [
      ...STANDARD_ACCOUNT_ROLES.map(({ value, displayName }) => ({ value, displayName })),
      { value: 'data_steward', displayName: 'Data Steward' },
    ],
    tokens: [{ id: 'gen-1', sha256: sha256(token) }],
    ...overrides,
  };
}
