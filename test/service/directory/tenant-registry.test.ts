import type { PortalAccount } from '../../../service/directory/portal-account';
import { scimRefusal, type Tenant } from '../../../service/directory/tenant';
import { sha256, TenantRegistry } from '../../../service/directory/tenant-registry';
import { ENTRA_PROFILE, RFC_PROFILE } from '../../../service/scim/profile';
import { registryEntry } from '../../support/registry-entry';

describe('TenantRegistry', () => {
  test('finds a tenant by its token', () => {
    const registry = TenantRegistry.parse(
      JSON.stringify({ tenants: [registryEntry('contoso', 'a'), registryEntry('fabrikam', 'b')] }),
    );

    expect(registry.findToken('b')?.tenant?.slug).toBe('fabrikam');
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

  test('gives a tenant 500 requests a second and a burst of 2,000 unless it says otherwise', () => {
    const rate = { perSecond: 25, burst: 25 };
    const { tenants } = TenantRegistry.parse(
      JSON.stringify({ tenants: [registryEntry('contoso', 'a'), registryEntry('fabrikam', 'b', { rate })] }),
    );

    expect(tenants.map((tenant) => tenant.rate)).toEqual([{ perSecond: 500, burst: 2_000 }, rate]);
  });

  test.each([
    [{ perSecond: 24, burst: 100 }, 'perSecond: must be from 25 to 100000: Microsoft asks every SCIM endpoint for 25'],
    [{ perSecond: 30.5, burst: 100 }, 'perSecond: must be from 25 to 100000'],
    [{ perSecond: 100_001, burst: 200_000 }, 'perSecond: must be from 25 to 100000'],
    [{ perSecond: 100, burst: 99 }, 'burst: must be a whole number from perSecond to 1000000'],
    [{ perSecond: 100, burst: 1_000_001 }, 'burst: must be a whole number from perSecond to 1000000'],
    [{ perSecond: 100 }, 'burst: is missing; must be a whole number from perSecond to 1000000'],
  ])('fails on the rate %j', (rate, flaw) => {
    const json = JSON.stringify({ tenants: [registryEntry('contoso', 'a', { rate })] });

    expect(() => TenantRegistry.parse(json)).toThrow(`tenant 'contoso', rate.${flaw}`);
  });

  test('knows when a token expires, if ever', () => {
    const tokens = [
      { id: 'gen-1', sha256: sha256('a') },
      { id: 'gen-2', sha256: sha256('b'), expiresAt: '2027-06-01T02:00:00+02:00' },
    ];
    const registry = TenantRegistry.parse(JSON.stringify({ tenants: [registryEntry('contoso', '', { tokens })] }));

    expect(registry.findToken('a')).toMatchObject({ id: 'gen-1', expiresAt: undefined });
    expect(registry.findToken('b')).toMatchObject({ id: 'gen-2', expiresAt: new Date('2027-06-01T00:00:00Z') });
  });

  test('knows what each token may do: provision one tenant, read one, or read all', () => {
    const reader = (token: string, id = 'product-1') => ({ id, sha256: sha256(token) });
    const registry = TenantRegistry.parse(
      JSON.stringify({
        tenants: [registryEntry('contoso', 'a', { readers: [reader('b')] })],
        readers: [reader('c', 'warehouse-1')],
      }),
    );

    expect(['a', 'b', 'c'].map((token) => registry.findToken(token))).toEqual([
      expect.objectContaining({ id: 'gen-1', scope: 'provision', tenant: registry.findTenant('contoso') }),
      expect.objectContaining({ id: 'product-1', scope: 'read', tenant: registry.findTenant('contoso') }),
      expect.objectContaining({ id: 'warehouse-1', scope: 'read', tenant: undefined }),
    ]);
    expect(registry.findTenant('contoso')?.slug).toBe('contoso');
    expect(registry.findTenant('fabrikam')).toBeUndefined();
  });

  test.each([
    ['{', /^is not JSON/],
    ['{}', /^\n    tenants: is missing; must be a list of tenants$/],
    ['7', /^\n    must be a map; got 7$/],
    [
      JSON.stringify({ tenants: [registryEntry('a', 'x', { tokens: [{ id: 'g', sha256: 'hunter2' }] })] }),
      /^\n    tenant 'a', tokens\[0\]\.sha256: must be the SHA-256 of the token, as 64 hex digits in lower case$/,
    ],
    [
      JSON.stringify({ tenants: [registryEntry('a', 'x'), registryEntry('b', 'y', { roles: ['account_reviewer'] })] }),
      /^\n    tenant 'b', roles\[0\]: must be a map such as \{ "value": .* \}; got 'account_reviewer'$/,
    ],
    [
      JSON.stringify({ tenants: [registryEntry('a', 'x', { scimEnabled: 'yes', colour: 'red' })] }),
      /^\n    tenant 'a', scimEnabled: must be true or false; got 'yes'\n    tenant 'a': contains the unknown key 'colour'; remove it$/,
    ],
    [
      JSON.stringify({ tenants: [registryEntry('a', 'x', { defaultRole: 'pilot' })] }),
      /^gives tenant 'a' the defaultRole 'pilot', which is not one of its roles: .*data_steward/,
    ],
    [
      JSON.stringify({ tenants: [registryEntry('', 'x', { profile: 'okta' })] }),
      /^\n    tenant no\. 1, slug: must be a text such as 'contoso'; got ''\n    tenant no\. 1, profile: must be 'entra' or 'rfc'; got 'okta'$/,
    ],
    [
      JSON.stringify({ tenants: [registryEntry('a', 'x'), registryEntry('a', 'y')] }),
      /^contains tenant 'a' twice; keep one of the two$/,
    ],
    [
      JSON.stringify({ tenants: [registryEntry('a', 'x'), registryEntry('b', 'x')] }),
      /^gives tenant 'b' a token of tenant 'a'; create one for each use$/,
    ],
    [
      JSON.stringify({ tenants: [registryEntry('a', 'x', { readers: [{ id: 'r-1', sha256: 'hunter2' }] })] }),
      /^\n    tenant 'a', readers\[0\]\.sha256: must be the SHA-256 of the token, as 64 hex digits in lower case$/,
    ],
    [
      JSON.stringify({ tenants: [], readers: [{ id: 'r-1', sha256: 'hunter2' }, 7] }),
      /^\n    readers\[0\]\.sha256: must be the SHA-256 of the token, as 64 hex digits in lower case\n    readers\[1\]: must be a map such as \{ "id": "gen-1", "sha256": "…" \}$/,
    ],
    [
      JSON.stringify({ tenants: [registryEntry('a', 'x')], readers: [{ id: 'r-1', sha256: sha256('x') }] }),
      /^gives tenant 'a' a token of the readers of all tenants; create one for each use$/,
    ],
    [
      JSON.stringify({ tenants: [registryEntry('a', 'x')], readers: [{ id: 'gen-1', sha256: sha256('y') }] }),
      /^gives tenant 'a' the token id 'gen-1', which another token has; ids must be unique, because logs use them$/,
    ],
    [
      JSON.stringify({
        tenants: [registryEntry('a', 'x', { readers: [{ id: 'gen-1', sha256: sha256('y') }] })],
      }),
      /^gives tenant 'a' the token id 'gen-1', which another token has; ids must be unique, because logs use them$/,
    ],
  ])('fails on %s', (json, message) => {
    expect(() => TenantRegistry.parse(json)).toThrow(
      expect.objectContaining({ name: 'RegistryError', message: expect.stringMatching(message) }) as Error,
    );
  });
});

describe('TenantRegistry with tenants that their admins manage in the portal', () => {
  const inPortal = { managedBy: 'portal', scimEnabled: false, tokens: [] };
  const parse = (...tenants: object[]) => TenantRegistry.parse(JSON.stringify({ tenants }));
  const made = (token: string, revokedAt?: Date) => ({
    id: 'portal-1',
    sha256: sha256(token),
    expiresAt: new Date('2027-06-01'),
    revokedAt,
  });
  const found = (...accounts: readonly PortalAccount[]) => ({ accounts, missing: new Set<string>() });

  test('takes their tokens and switches while it is in use, and gives them back', () => {
    const registry = parse(registryEntry('trial', '', inPortal));
    const trial = registry.findTenant('trial') as Tenant;

    registry.takePortal(found({ tenant: 'trial', scimEnabled: true, tokens: [made('a')] }));
    expect(registry.findToken('a')).toMatchObject({ id: 'portal-1', scope: 'provision', tenant: { slug: 'trial' } });
    expect(registry.tokensOf(trial)).toMatchObject([{ id: 'portal-1', expiresAt: new Date('2027-06-01') }]);
    expect(scimRefusal(trial)).toBeUndefined();

    registry.takePortal(found({ tenant: 'trial', scimEnabled: false, tokens: [] }));
    expect(registry.findToken('a')).toBeUndefined();
    expect(registry.tokensOf(trial)).toEqual([]);
    expect(scimRefusal(trial)).toMatch('SCIM is switched off');
  });

  test('knows whose a revoked token was, and does not list it', () => {
    const registry = parse(registryEntry('trial', '', inPortal));
    const revokedAt = new Date('2026-11-30');

    registry.takePortal(found({ tenant: 'trial', scimEnabled: true, tokens: [made('a', revokedAt)] }));

    expect(registry.findToken('a')).toMatchObject({ id: 'portal-1', revokedAt, tenant: { slug: 'trial' } });
    expect(registry.tokensOf(registry.findTenant('trial'))).toEqual([]);
  });

  test('the switch is the one of the file until somebody has used the one in the portal', () => {
    const registry = parse(registryEntry('trial', '', { ...inPortal, scimEnabled: true }));

    registry.takePortal(found({ tenant: 'trial', scimEnabled: undefined, tokens: [] }));

    expect(registry.findTenant('trial')?.scimEnabled).toBe(true);
  });

  test('leaves tenants of files as they are, whatever the portal says of them', () => {
    const registry = parse(registryEntry('contoso', 'a'), registryEntry('trial', '', inPortal));

    registry.takePortal(found({ tenant: 'contoso', scimEnabled: false, tokens: [made('b')] }));

    const contoso = registry.findTenant('contoso') as Tenant;
    expect([contoso.scimEnabled, registry.tokensOf(contoso).map(({ id }) => id)]).toEqual([true, ['gen-1']]);
    expect(registry.findToken('b')).toBeUndefined();
  });

  test('knows whether a token that it does not find may still be valid', () => {
    const registry = parse(registryEntry('trial', '', inPortal));
    expect(registry.isComplete).toBe(false);
    registry.takePortal(found());

    expect(registry.isComplete).toBe(true);
    expect(parse(registryEntry('contoso', 'a')).isComplete).toBe(true);
  });

  test('keeps what it knows of tenants whose settings cannot be read, and takes those of the others', () => {
    const registry = parse(registryEntry('trial', '', inPortal), registryEntry('other', '', inPortal));
    const trial = { tenant: 'trial', scimEnabled: true, tokens: [made('a')] };
    const missing = new Set(['other']);
    registry.takePortal({ accounts: [trial], missing });
    expect(registry.isComplete).toBe(false); // a token of the other may be valid
    registry.takePortal(found(trial, { ...trial, tenant: 'other', tokens: [made('b')] }));

    registry.takePortal({ accounts: [{ ...trial, tokens: [] }], missing });

    expect(registry.findToken('a')).toBeUndefined();
    expect(registry.findToken('b')).toMatchObject({ tenant: { slug: 'other' } });
    expect(registry.isComplete).toBe(true);
  });

  test('fails if the file gives them tokens, or a reader the name of a token of the portal', () => {
    const readers = [{ id: 'portal-1', sha256: sha256('r') }];

    expect(() => parse(registryEntry('trial', 'a', { managedBy: 'portal' }))).toThrow(
      "gives tenant 'trial' tokens, but its admin creates them in the portal",
    );
    expect(() => parse(registryEntry('trial', '', { ...inPortal, readers }))).toThrow('rename the reader');
    expect(() => parse(registryEntry('contoso', 'a', { readers }))).not.toThrow();
  });
});
