import { appRoleId } from '../../entra/app-role';

describe('appRoleId', () => {
  test('is the UUIDv5 that Terraform would compute too, so that it never changes', () => {
    // uuidv5("url", "urn:entra-scim:contoso:app-role:account_reviewer")
    expect(appRoleId('contoso', 'account_reviewer')).toBe('9e07a3d1-8b8a-5624-a04f-c7d6feb5b892');
  });

  test('differs between tenants and between roles', () => {
    const ids = [
      appRoleId('contoso', 'account_reviewer'),
      appRoleId('fabrikam', 'account_reviewer'),
      appRoleId('contoso', 'account_analyst'),
    ];

    expect(new Set(ids).size).toBe(3);
  });
});
