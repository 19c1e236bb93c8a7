import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { lockFleet, renderLock } from '../../fleet/fleet-lock';
import { loadConfig } from '../../fleet/load-config';
import { tenantRegistry } from '../../fleet/tenant-registry';
import { ConfigError } from '../../fleet/yaml/complaint';
import { configComplaints, configFolder, CONTOSO, FABRIKAM } from '../support/config-folder';

const ROTATED = `${CONTOSO}token: { generation: 3, retired: 1 }\nservice: { restore: refuse, rate: { perSecond: 50, burst: 60 } }\n`;

/** Loads the files `now` with a lock made from the files `before`. */
function loadAfter(before: Record<string, string>, now: Record<string, string>) {
  using earlier = configFolder(before);
  const config = loadConfig(earlier.path);
  using folder = configFolder(now);
  writeFileSync(join(folder.path, 'fleet.lock.yaml'), renderLock(lockFleet({ tenants: {} }, config)));
  return loadConfig(folder.path);
}

function complaintsAfter(before: string, now: string): string[] {
  try {
    loadAfter({ 'tenants/contoso.yaml': before }, { 'tenants/contoso.yaml': now });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.complaints.map(({ position, path, message }) => `${position?.line} ${path}: ${message}`);
  }
}

describe('a tenant whose file is gone', () => {
  const files = { 'tenants/contoso.yaml': ROTATED, 'tenants/fabrikam.yaml': FABRIKAM };

  test('is reported together with what to do, but is not an error', () => {
    const { notices, tenants } = loadAfter(files, {});

    expect(tenants).toEqual([]);
    expect(notices).toHaveLength(2);
    expect(notices[0]).toMatch(/^tenant 'contoso' \(Contoso workspace\) has no file any more\. Nothing is destroyed/);
    expect(notices[0]).toMatch("bring its file back with 'state: absent'");
  });

  test('is still served as before, with its tokens', () => {
    const digest = (secretName: string) => `sha256 of ${secretName}`;
    using folder = configFolder(files);
    const { tenants, platform } = loadConfig(folder.path);

    const after = tenantRegistry(loadAfter(files, {}).served, platform, digest);

    expect(after).toEqual(tenantRegistry(tenants, platform, digest));
  });

  test('is reported and no longer served if it was to be removed, since no file shows whether that was deployed', () => {
    const removed = { 'tenants/contoso.yaml': `${CONTOSO}state: absent\ndeletionProtection: false\n` };

    const { notices, served, leaving } = loadAfter(removed, {});

    expect(notices).toEqual([
      expect.stringMatching(
        /^tenant 'contoso' .* was to be removed, and has no file any more\. .* lock --forget contoso$/,
      ),
    ]);
    expect(served).toEqual([]);
    expect(leaving).toMatchObject([{ slug: 'contoso', target: { kind: 'companion' } }]);
  });

  test('cannot be noticed without a lock, as a notice says', () => {
    using folder = configFolder(files);

    expect(loadConfig(folder.path).notices[0]).toMatch(/^there is no .*fleet\.lock\.yaml/);
  });
});

describe('a lock', () => {
  test.each([
    ['was never removed', ''],
    ['was to be removed', 'state: absent\ndeletionProtection: false\n'],
  ])('reports a tenant that has no file and %s, until it is given up', (_what, lines) => {
    const { lock = { tenants: {} }, platform } = loadAfter({ 'tenants/contoso.yaml': `${CONTOSO}${lines}` }, {});
    const after = (forgotten: string[]) => {
      const text = renderLock(lockFleet(lock, { platform, declared: [] }, forgotten));
      using folder = configFolder({ 'fleet.lock.yaml': text });
      return loadConfig(folder.path);
    };

    expect(after([]).notices).toHaveLength(1);
    expect(after(['contoso'])).toMatchObject({ notices: [], served: [], leaving: [] });
  });

  test('fails on a slug that moves to another directory after its tenant was given up', () => {
    using before = configFolder({ 'tenants/contoso.yaml': CONTOSO });
    const config = loadConfig(before.path);
    const lock = lockFleet({ tenants: {} }, config);

    const complaints = configComplaints({
      'tenants/contoso.yaml': CONTOSO.replace('8d1cbd34', '00000000'),
      'fleet.lock.yaml': renderLock(lockFleet(lock, { ...config, declared: [] }, ['contoso'])),
    });

    expect(complaints).toEqual([expect.stringContaining('a slug must never be given to another tenant')]);
  });

  test('remembers that an external tenant once used the companion service', () => {
    const external = CONTOSO.replace(
      'plan: enterprise',
      'target: { tenantUrl: https://scim.contoso.example/v2, tokenVariable: contoso_token }',
    );
    const moved = loadAfter({ 'tenants/contoso.yaml': CONTOSO }, { 'tenants/contoso.yaml': external });
    const lock = lockFleet(moved.lock ?? { tenants: {} }, moved);

    expect(lock.tenants['contoso']).toMatchObject({ wasCompanion: true });
    expect(lockFleet(lock, moved).tenants).toEqual(lock.tenants);
    const absent = { ...moved, declared: moved.declared.map((tenant) => ({ ...tenant, state: 'absent' as const })) };
    const leaving = lockFleet(lock, absent);
    expect(leaving.tenants['contoso']).toMatchObject({ state: 'absent', wasCompanion: true });
    expect(lockFleet(leaving, absent).tenants).toEqual(leaving.tenants);
    expect(lockFleet({ tenants: {} }, moved).tenants['contoso']).not.toHaveProperty('wasCompanion');
  });

  test('that does not know a tenant is out of date, and says so while the file still exists', () => {
    const { notices } = loadAfter(
      { 'tenants/fabrikam.yaml': FABRIKAM },
      { 'tenants/contoso.yaml': CONTOSO, 'tenants/fabrikam.yaml': FABRIKAM },
    );

    expect(notices).toEqual([
      expect.stringMatching(
        /fleet\.lock\.yaml is not current: it does not know 'contoso'\. .*; run `npx entra-scim tenants lock` and commit it$/,
      ),
    ]);
  });

  test.each([
    ['a generation', CONTOSO.replace('plan: enterprise', 'plan: enterprise\ntoken: { generation: 2 }')],
    ['a plan', CONTOSO.replace('plan: enterprise', 'plan: business_critical')],
    ['a removal', `${CONTOSO}state: absent\ndeletionProtection: false\n`],
  ])('that does not know %s is out of date', (_what, now) => {
    const { notices } = loadAfter({ 'tenants/contoso.yaml': CONTOSO }, { 'tenants/contoso.yaml': now });

    expect(notices).toEqual([expect.stringContaining("is not current: it does not have the changes to 'contoso'")]);
  });

  test('that does not know a hundred tenants names five', () => {
    const tenant = (index: number) => CONTOSO.replaceAll(/contoso/gi, `tenant${index}`);
    const files = Array.from({ length: 100 }, (_, index) => [`tenants/${index}.yaml`, tenant(index)] as const);
    const { notices } = loadAfter({ 'tenants/fabrikam.yaml': FABRIKAM }, Object.fromEntries(files));

    expect(notices[0]).toMatch(/does not know '[^']+'(, '[^']+'){4} and 95 more\./);
  });

  test('that agrees with the files causes no notice', () => {
    const files = { 'tenants/contoso.yaml': ROTATED, 'tenants/fabrikam.yaml': FABRIKAM };

    expect(loadAfter(files, files).notices).toEqual([]);
  });

  test.each([
    ['retired with the generation that replaces it', undefined, '{ generation: 2, retired: 1 }', 1, 0],
    ['left two generations behind', '{ generation: 1 }', '{ generation: 3, retired: 2 }', 1, 0],
    ['retired in the middle of a rotation', '{ generation: 3, retired: 1 }', '{ generation: 4, retired: 3 }', 3, 1],
  ])('fails when the token that Entra presents is %s, and names the three steps', (_, before, now, inUse, retired) => {
    const file = (token?: string) => (token === undefined ? CONTOSO : `${CONTOSO}token: ${token}\n`);
    const [generation = '', last = ''] = now.match(/\d+/g) ?? [];

    expect(complaintsAfter(file(before), file(now))).toEqual([
      `11 token.retired: retires generation ${inUse}, which Entra still presents according to fleet.lock.yaml, so the ` +
        'service would refuse Entra immediately; rotate in three steps, each locked and deployed: set ' +
        `'generation: ${generation}' and 'retired: ${retired}', deploy the platform; deploy the tenant; then set ` +
        `'retired: ${last}' and deploy the platform`,
    ]);
  });

  test('allows the three steps of a rotation, several generations at once, and any for a tenant that comes back', () => {
    const file = (token: string, more = '') => `${CONTOSO}token: ${token}\n${more}`;

    expect(complaintsAfter(CONTOSO, file('{ generation: 2 }'))).toEqual([]);
    expect(complaintsAfter(file('{ generation: 2 }'), file('{ generation: 2, retired: 1 }'))).toEqual([]);
    expect(complaintsAfter(CONTOSO, file('{ generation: 3 }'))).toEqual([]);
    expect(
      complaintsAfter(
        file('{ generation: 1 }', 'state: absent\ndeletionProtection: false\n'),
        file('{ generation: 2, retired: 1 }'),
      ),
    ).toEqual([]);
  });

  test('fails on a generation that decreases, and on a retired one that returns', () => {
    expect(complaintsAfter(ROTATED, ROTATED.replace('generation: 3, retired: 1', 'generation: 2, retired: 0'))).toEqual(
      [
        '11 token.generation: goes back from 3 to 2, to a token that was replaced; set 3, or more to rotate',
        '11 token.retired: goes back from 1 to 0, to a token that was retired; set 1 or more',
      ],
    );
  });

  describe('of a tenant whose credentials come from Key Vault', () => {
    const VAULT = `${CONTOSO}provisioning: { credentials: vault }\n`;
    const complaint = expect.stringMatching(
      /provisioning\S*: goes back from 'vault' to 'terraform', .* Leave it at vault, or remove the tenant first/,
    );

    test.each([
      ['says otherwise', VAULT.replace('vault', 'terraform')],
      ['says nothing any more', CONTOSO],
      [
        'turns it into an external one',
        VAULT.replace('vault }', 'terraform }\ntarget: { tenantUrl: https://x.example/v2, tokenVariable: x }').replace(
          'plan: enterprise\n',
          '',
        ),
      ],
    ])('fails when its file %s, since Terraform would wait in vain for its own keys', (_what, now) => {
      expect(complaintsAfter(VAULT, now)).toEqual([complaint]);
    });

    test('allows it once the tenant was removed, and the other direction at any time', () => {
      const removed = `${VAULT}state: absent\ndeletionProtection: false\n`;

      expect(complaintsAfter(removed, CONTOSO)).toEqual([]);
      expect(complaintsAfter(CONTOSO, VAULT)).toEqual([]);
    });
  });

  test('may be from before it recorded credentials, and is then out of date', () => {
    using folder = configFolder({ 'tenants/contoso.yaml': CONTOSO });
    const lock = renderLock(lockFleet({ tenants: {} }, loadConfig(folder.path)));
    using older = configFolder({
      'tenants/contoso.yaml': CONTOSO,
      'fleet.lock.yaml': lock.replace(/ *credentials: .*\n/, ''),
    });

    expect(loadConfig(older.path).notices).toEqual([expect.stringContaining('is not current')]);
  });

  test('fails on a slug that moves to another directory, and compares nothing else with the other tenant', () => {
    const other = FABRIKAM.replace('slug: fabrikam', 'slug: contoso');

    expect(complaintsAfter(CONTOSO, other)).toEqual([
      expect.stringMatching(/^2 entraTenantId: is not the directory of 'contoso' in fleet\.lock\.yaml, 8d1c/),
    ]);
  });

  test('fails when an enabled role is removed, and allows it once it was disabled', () => {
    const billing = CONTOSO.replace('roles:\n', 'roles:\n  standard: [account_analyst, account_billing]\n');
    const disabled = billing.replace('  custom:', '  disabled: [account_billing]\n  custom:');
    const removed = billing.replace(', account_billing', '');

    expect(complaintsAfter(billing, removed)).toEqual([
      "6 roles: no longer contains 'account_billing', and Entra does not delete an enabled role; put it back and list it " +
        'under roles.disabled, deploy, run `npx entra-scim tenants lock`, then remove it',
    ]);
    expect(complaintsAfter(billing, disabled)).toEqual([]);
    expect(complaintsAfter(disabled, removed)).toEqual([]);
  });

  test('fails when it was edited by hand', () => {
    using folder = configFolder({ 'fleet.lock.yaml': 'tenants: { contoso: { state: gone } }\n' });

    expect(() => loadConfig(folder.path)).toThrow(
      /fleet\.lock\.yaml:1:30 tenants\.contoso\.state: is not what `npx entra-scim tenants lock` writes; restore the file from/,
    );
  });
});
