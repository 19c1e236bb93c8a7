import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Testing } from 'cdktf';

import { lockFleet, renderLock } from '../../../fleet/fleet-lock';
import { loadConfig } from '../../../fleet/load-config';
import { tenantRegistry } from '../../../fleet/tenant-registry';
import { ConfigError, renderComplaint } from '../../../fleet/yaml/complaint';
import { TenantRegistry } from '../../../service/directory/tenant-registry';
import { synthesize } from '../../../stacks/synthesize';
import { configComplaints, configFolder, CONTOSO, NORTHWIND, PLATFORM } from '../../support/config-folder';
import { Synthesized } from '../../support/synth';

const OBJECT_ID = '0c7f3f6e-0c1f-4f0a-9a55-2d8f2f5b9d10';
const CONTOSO_BEFORE = `${CONTOSO}token: { generation: 3, retired: 1 }\n`;
const IN_PORTAL = NORTHWIND.replace('northwind', 'contoso').replace(
  /entraTenantId: .*/,
  'entraTenantId: 8d1cbd34-6c1f-4d2a-9c53-0c3a7f1f2b90',
);

/** Loads `files` with a lock made from the earlier versions of the files, oldest first. */
function loadAfter(earlier: readonly string[], now: string | undefined) {
  const lock = earlier.reduce<Parameters<typeof lockFleet>[0]>(
    (previous, text) => {
      using folder = configFolder({ 'tenants/contoso.yaml': text });
      return lockFleet(previous, loadConfig(folder.path));
    },
    { tenants: {} },
  );
  using folder = configFolder(now === undefined ? {} : { 'tenants/contoso.yaml': now });
  writeFileSync(join(folder.path, 'fleet.lock.yaml'), renderLock(lock));
  return { config: loadConfig(folder.path), lock };
}

function complaintsAfter(earlier: readonly string[], now: string): string[] {
  try {
    loadAfter(earlier, now);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.complaints.map(renderComplaint);
  }
}

describe('a tenant that its admin manages in the portal', () => {
  test('is in the registry without a token and with SCIM off, and the service reads it', () => {
    using folder = configFolder({ 'tenants/northwind.yaml': NORTHWIND, 'tenants/contoso.yaml': CONTOSO });
    const { served, platform } = loadConfig(folder.path);

    const registry = tenantRegistry(served, platform, () => '0'.repeat(64));

    const [contoso, northwind] = registry.tenants;
    expect(northwind).toMatchObject({ slug: 'northwind', managedBy: 'portal', scimEnabled: false, tokens: [] });
    expect(contoso).not.toHaveProperty('managedBy');
    const { managedBy, scimEnabled, plan } =
      TenantRegistry.parse(JSON.stringify(registry)).findTenant('northwind') ?? {};
    expect({ managedBy, scimEnabled, plan }).toEqual({ managedBy: 'portal', scimEnabled: false, plan: 'enterprise' });
  });

  test('has no stack, no token in the vault and no token that somebody could be let read', () => {
    using folder = configFolder({ 'tenants/northwind.yaml': NORTHWIND });
    const app = Testing.app({ outdir: mkdtempSync(join(folder.path, 'out-')) });

    synthesize(app, loadConfig(folder.path));

    const manifest = JSON.parse(readFileSync(join(app.outdir, 'manifest.json'), 'utf8')) as { stacks: object };
    expect(Object.keys(manifest.stacks)).toEqual(['platform']);
    const { text } = new Synthesized(readFileSync(join(app.outdir, 'stacks/platform/cdk.tf.json'), 'utf8'));
    expect(text).not.toContain('scim-token-northwind');
    const vault = `vault: { tenantReaders: { northwind: [${OBJECT_ID}] } }\n`;
    expect(configComplaints({ 'platform.yaml': `${PLATFORM}${vault}`, 'tenants/northwind.yaml': NORTHWIND })).toEqual([
      expect.stringContaining('is a tenant of an external endpoint or of the portal, with no token in the vault'),
    ]);
  });

  test('has no use for defaults that concern Entra, and leaves them to the other tenants', () => {
    using folder = configFolder({
      'defaults.yaml': 'provisioning: { enabled: false }\nservice: { scimEnabled: true, restore: refuse }\n',
      'tenants/northwind.yaml': NORTHWIND,
    });

    expect(loadConfig(folder.path).served).toMatchObject([
      { slug: 'northwind', target: { service: { scimEnabled: false, restore: 'refuse' } } },
    ]);
  });

  test.each([
    ['token', 'token: { generation: 2 }'],
    ['assignments', 'assignments: [{ group: Data Analysts, role: account_analyst }]'],
    ['application', 'application: { owners: [ann@contoso.example] }'],
    ['provisioning', 'provisioning: { enabled: false }'],
    ['import', `import: { application: ${OBJECT_ID}, servicePrincipal: ${OBJECT_ID} }`],
    ['service.scimEnabled', 'service: { scimEnabled: false }'],
  ])("fails with %s, which the account's admin decides", (key, line) => {
    expect(configComplaints({ 'tenants/northwind.yaml': `${NORTHWIND}${line}\n` })).toEqual([
      expect.stringContaining(
        `${key}: is decided by the account's admin in the portal; remove it, or set 'managedBy: files'`,
      ),
    ]);
  });

  test('fails with an external endpoint, which has no portal of ours', () => {
    const target = 'target: { tenantUrl: https://scim.example.com/v2, tokenVariable: northwind_token }\n';

    expect(
      configComplaints({ 'tenants/northwind.yaml': `${NORTHWIND.replace('plan: enterprise\n', '')}${target}` }),
    ).toEqual([expect.stringContaining("managedBy: must be 'files', because an external endpoint")]);
  });

  test('may have a plan without SCIM, which the portal explains to its admin', () => {
    const free = NORTHWIND.replace('plan: enterprise', 'plan: free');

    expect(configComplaints({ 'tenants/northwind.yaml': free })).toEqual([]);
    expect(configComplaints({ 'tenants/northwind.yaml': NORTHWIND.replace('plan: enterprise', '') })).toEqual([
      expect.stringContaining('plan: is missing'),
    ]);
    expect(configComplaints({ 'tenants/northwind.yaml': free.replace('managedBy: portal', '') })).toEqual([
      expect.stringContaining("plan: must be enterprise or business_critical, which include SCIM; got 'free'"),
    ]);
  });

  test.each([
    ['files or portal', 'managedBy: console'],
    ['files or portal', 'managedBy: [portal]'],
  ])('fails with the two values when managedBy is neither: %s, %s', (values, line) => {
    expect(configComplaints({ 'tenants/contoso.yaml': `${CONTOSO}${line}\n` })).toEqual([
      expect.stringContaining(`managedBy: must be ${values}`),
    ]);
  });

  test('fails in defaults.yaml, since it concerns one account', () => {
    expect(configComplaints({ 'defaults.yaml': 'managedBy: portal\n', 'tenants/northwind.yaml': NORTHWIND })).toEqual([
      expect.stringContaining("managedBy: belongs in a tenant's own file"),
    ]);
  });

  test('fails while its application in Entra is managed by the file, and may move once that is removed', () => {
    const absent = `${CONTOSO_BEFORE}state: absent\ndeletionProtection: false\n`;

    expect(complaintsAfter([CONTOSO_BEFORE], IN_PORTAL)).toEqual([
      expect.stringContaining(
        "managedBy: is 'portal', but according to fleet.lock.yaml this file manages the tenant's application in Entra",
      ),
    ]);
    expect(complaintsAfter([CONTOSO_BEFORE, absent], IN_PORTAL)).toEqual([]);
  });

  test('keeps the generations of its former token locked, so that none is used again', () => {
    const absent = `${CONTOSO_BEFORE}state: absent\ndeletionProtection: false\n`;
    const { lock } = loadAfter([CONTOSO_BEFORE, absent, IN_PORTAL], IN_PORTAL);

    expect(lock.tenants['contoso']?.companion).toMatchObject({ managedBy: 'portal', generation: 3, retired: 1 });
    expect(complaintsAfter([CONTOSO_BEFORE, absent, IN_PORTAL], CONTOSO)).toEqual([
      expect.stringContaining('token.generation: goes back from 3 to 1'),
      expect.stringContaining('token.retired: goes back from 1 to 0'),
    ]);
  });

  test('may move to its file again, with another token and without the roles that it had', () => {
    const locked = IN_PORTAL.replace(
      'managedBy',
      'roles: { custom: [{ displayName: Auditor, description: x }] }\nmanagedBy',
    );

    expect(complaintsAfter([locked], `${CONTOSO}token: { generation: 4, retired: 3 }\n`)).toEqual([]);
  });

  test('is still served when its file is gone, and has no stack when it was removed', () => {
    const absent = `${IN_PORTAL}state: absent\ndeletionProtection: false\n`;

    const orphaned = loadAfter([IN_PORTAL], undefined).config;
    expect(orphaned.served).toMatchObject([{ slug: 'contoso', target: { managedBy: 'portal' } }]);
    expect(orphaned.notices).toContainEqual(
      expect.stringMatching(
        /^tenant 'contoso' .* the service still accepts the tokens that its admin generated in the portal/,
      ),
    );
    const readers = `${PLATFORM}vault: { tenantReaders: { contoso: [${OBJECT_ID}] } }\n`;
    const locked = { 'fleet.lock.yaml': renderLock(loadAfter([IN_PORTAL], IN_PORTAL).lock) };
    expect(configComplaints({ ...locked, 'platform.yaml': readers })).toEqual([
      expect.stringContaining('vault.tenantReaders.contoso'),
    ]);
    const removed = loadAfter([absent], undefined).config;
    expect({ leaving: removed.leaving, served: removed.served }).toEqual({ leaving: [], served: [] });
    expect(removed.notices).not.toContainEqual(expect.stringContaining('was to be removed'));
    expect(loadAfter([IN_PORTAL], absent).config.leaving).toEqual([]);
  });
});
