import { TenantRegistry } from '../../../service/directory/tenant-registry';
import { registryEntry } from '../../support/registry-entry';

describe('TenantRegistry', () => {
  test('finds a tenant by its token', () => {
    const registry = TenantRegistry.parse(
      JSON.stringify({ tenants: [registryEntry('contoso', 'a'), registryEntry('fabrikam', 'b')] }),
    );

    expect(registry.findToken('b')?.tenant.slug).toBe('fabrikam');
    expect(registry.findToken('c')).toBeUndefined();
  });

  test.each([
    ['{', /^is not JSON/],
    ['{}', /^tenants: /],
    [
      JSON.stringify({ tenants: [registryEntry('a', 'x', { tokens: [{ id: 'g', sha256: 'x' }] })] }),
      /^tenants\.0\.tokens\.0\.sha256: must be a SHA-256/,
    ],
    [JSON.stringify({ tenants: [registryEntry('a', 'x'), registryEntry('a', 'y')] }), /^tenant 'a' is there twice$/],
    [
      JSON.stringify({ tenants: [registryEntry('a', 'x'), registryEntry('b', 'x')] }),
      /^a token of 'b' is one of 'a' too$/,
    ],
  ])('fails on %s', (json, message) => {
    expect(() => TenantRegistry.parse(json)).toThrow(message);
  });
});
