import { sha256, TenantRegistry } from '../../../service/directory/tenant-registry';
import { ENTRA_PROFILE, RFC_PROFILE } from '../../../service/scim/profile';
import { registryEntry } from '../../support/registry-entry';

describe('TenantRegistry', () => {
  test('finds a tenant by its token', () => {
    const registry = TenantRegistry.parse(
      JSON.stringify({ tenants: [registryEntry('contoso', 'a'), registryEntry('fabrikam', 'b')] }),
    );

    expect(registry.findToken('b')?.tenant.slug).toBe('fabrikam');
    expect(registry.findToken('c')).toBeUndefined();
  });

  test('treats a tenant as Entra unless the registry says otherwise', () => {
    const rfc = { profile: 'rfc', restore: 'refuse', defaultRole: 'data_steward' };
    const { tenants } = TenantRegistry.parse(
      JSON.stringify({ tenants: [registryEntry('contoso', 'a'), registryEntry('fabrikam', 'b', rfc)] }),
    );

    expect(tenants.map(({ profile, restore, defaultRole }) => [profile, restore, defaultRole])).toEqual([
      [ENTRA_PROFILE, 'in-place', undefined],
      [RFC_PROFILE, 'refuse', 'data_steward'],
    ]);
    expect(tenants.map(({ roles }) => roles.effective({ active: true }))).toEqual([undefined, 'data_steward']);
  });

  test('knows when a token expires, if it does', () => {
    const tokens = [
      { id: 'gen-1', sha256: sha256('a') },
      { id: 'gen-2', sha256: sha256('b'), expiresAt: '2027-06-01T02:00:00+02:00' },
    ];
    const registry = TenantRegistry.parse(JSON.stringify({ tenants: [registryEntry('contoso', '', { tokens })] }));

    expect(registry.findToken('a')).toMatchObject({ id: 'gen-1', expiresAt: undefined });
    expect(registry.findToken('b')).toMatchObject({ id: 'gen-2', expiresAt: new Date('2027-06-01T00:00:00Z') });
  });

  test.each([
    ['{', /^is not JSON/],
    ['{}', /^tenants: /],
    [
      JSON.stringify({ tenants: [registryEntry('a', 'x', { tokens: [{ id: 'g', sha256: 'x' }] })] }),
      /^tenants\.0\.tokens\.0\.sha256: must be a SHA-256/,
    ],
    [
      JSON.stringify({ tenants: [registryEntry('a', 'x', { defaultRole: 'pilot' })] }),
      /^defaultRole 'pilot' of 'a' is none of its roles$/,
    ],
    [
      JSON.stringify({ tenants: [registryEntry('', 'x', { profile: 'okta' })] }),
      /^tenants\.0\.slug: .+; tenants\.0\.profile: .+$/,
    ],
    [JSON.stringify({ tenants: [registryEntry('a', 'x'), registryEntry('a', 'y')] }), /^tenant 'a' is there twice$/],
    [
      JSON.stringify({ tenants: [registryEntry('a', 'x'), registryEntry('b', 'x')] }),
      /^a token of 'b' is one of 'a' too$/,
    ],
  ])('fails on %s', (json, message) => {
    expect(() => TenantRegistry.parse(json)).toThrow(
      expect.objectContaining({ name: 'RegistryError', message: expect.stringMatching(message) }) as Error,
    );
  });
});
