import { loadConfig } from '../../../fleet/load-config';
import { configComplaints, configFolder, CONTOSO, FABRIKAM } from '../../support/config-folder';

const TENANTS = { 'tenants/contoso.yaml': CONTOSO, 'tenants/fabrikam.yaml': FABRIKAM };

function load(files: Record<string, string>) {
  using folder = configFolder(files);
  return loadConfig(folder.path).tenants;
}

describe('defaults.yaml', () => {
  test('applies to every tenant that does not say otherwise, key by key', () => {
    const [contoso, fabrikam] = load({
      'defaults.yaml': 'wave: 3\napplication: { visible: false, notes: Ask the data team. }\n',
      'tenants/contoso.yaml': `${CONTOSO}wave: 0\napplication: { notes: Ask Ann. }\n`,
      'tenants/fabrikam.yaml': FABRIKAM,
    });

    expect([contoso?.wave, contoso?.application.visible, contoso?.application.notes]).toEqual([0, false, 'Ask Ann.']);
    expect([fabrikam?.wave, fabrikam?.application.notes]).toEqual([3, 'Ask the data team.']);
  });

  test('gives way to null, and to a list as a whole', () => {
    const defaults =
      'assignments:\n  - { group: Admins, role: account_administrator }\n  - { group: All, role: account_reviewer }\n' +
      'service: { defaultRole: account_reviewer, restore: refuse }\n';
    const [contoso] = load({
      'defaults.yaml': defaults,
      'tenants/contoso.yaml': `${CONTOSO}service: { defaultRole: ~ }\n`,
    });

    expect(contoso?.assignments.map(({ principal }) => principal.reference)).toEqual([
      'Data Analysts',
      'ann@contoso.example',
    ]);
    expect(contoso?.target).toMatchObject({ service: { defaultRole: undefined, restore: 'refuse' } });
  });

  test('may have options of the companion service, though some tenants provision elsewhere', () => {
    expect(load({ ...TENANTS, 'defaults.yaml': 'plan: enterprise\nservice: { restore: refuse }\n' })).toHaveLength(2);
  });

  test('may set credentials from Key Vault and what needs them, for companion tenants only', () => {
    const [contoso, fabrikam] = load({
      ...TENANTS,
      'shared.yaml': 'plan: enterprise\nprovisioning: { scope: assigned, notify: id@contoso.example }\n',
      'defaults.yaml':
        'include: shared.yaml\nprovisioning: { credentials: vault, accidentalDeletionThreshold: 500, enabled: false }\n',
    });

    expect(contoso?.provisioning).toMatchObject({ credentials: 'vault', accidentalDeletionThreshold: 500 });
    expect(fabrikam?.provisioning).toMatchObject({
      credentials: 'terraform',
      accidentalDeletionThreshold: null,
      notify: null,
      enabled: false,
    });
  });

  test('is named, with its line, when a tenant inherits a value that does not fit it', () => {
    const files = {
      ...TENANTS,
      'tenants/adatum.yaml': CONTOSO.replaceAll(/contoso/gi, 'adatum'),
      'defaults.yaml': 'wave: 2\nservice:\n  defaultRole: account_reviwer\n',
    };

    expect(configComplaints(files)).toEqual([
      "defaults.yaml:3:16 service.defaultRole: 'account_reviwer' is not a role of this tenant; did you mean " +
        "'account_reviewer'? (taken over by tenants/adatum.yaml and 1 more)",
    ]);
  });

  test('is complained about once, however many tenants inherit the value', () => {
    expect(configComplaints({ ...TENANTS, 'defaults.yaml': 'wave: soon\n' })).toEqual([
      "defaults.yaml:1:7 wave: must be a whole number; got 'soon'",
    ]);
  });

  test("is not blamed for mistakes in a tenant's own list", () => {
    const files = {
      'defaults.yaml': 'assignments: [{ group: Admins, role: account_administrator }]\n',
      'tenants/contoso.yaml': CONTOSO.replace('group: Data Analysts, ', ''),
    };

    expect(configComplaints(files)[0]).toMatch(/^tenants\/contoso\.yaml:9:5 assignments\[0\]/);
  });

  test.each([
    ['slug: contoso', "slug: belongs in a tenant's own file, because no two tenants have the same slug"],
    ['deletionProtection: false', "deletionProtection: belongs in a tenant's own file"],
    ['state: absent', "state: belongs in a tenant's own file"],
    [
      'token: { generation: 2 }',
      "token: belongs in a tenant's own file, because each tenant's token is rotated separately",
    ],
  ])('fails on %s', (line, complaint) => {
    const [first] = configComplaints({ ...TENANTS, 'defaults.yaml': `${line}\n` });

    expect(first).toMatch(/^defaults\.yaml:1:\d+ /);
    expect(first).toContain(complaint);
  });

  test('fails once when it is no YAML, and no tenant is blamed', () => {
    const found = configComplaints({ ...TENANTS, 'defaults.yaml': 'wave: [1\n' });

    expect(found.length).toBeGreaterThan(0);
    expect(found.every((complaint) => /^defaults\.yaml:\d+:\d+ is not valid YAML/.test(complaint))).toBe(true);
  });
});

describe('an include', () => {
  test('ranks below the file that names it, and above the defaults', () => {
    const [contoso] = load({
      'defaults.yaml': 'wave: 1\napplication: { visible: false }\n',
      'shared/first.yaml': 'include: deeper.yaml\nwave: 2\n',
      'shared/deeper.yaml': 'wave: 9\napplication: { notes: From deep below. }\n',
      'tenants/contoso.yaml': `${CONTOSO}include: ../shared/first.yaml\n`,
    });

    expect(contoso).toMatchObject({ wave: 2, application: { visible: false, notes: 'From deep below.' } });
  });

  test('shares what environments have in common', () => {
    using folder = configFolder({
      'environments/test/platform.yaml': 'include: ../../platform.yaml\nname: acme-scim-test\n',
      'environments/test/defaults.yaml': 'include: ../../defaults.yaml\n',
      'environments/test/tenants/contoso.yaml': CONTOSO,
      'defaults.yaml': 'wave: 4\n',
    });

    const { platform, tenants } = loadConfig(`${folder.path}/environments/test`);

    expect(platform).toMatchObject({ name: 'acme-scim-test', location: 'westeurope' });
    expect(platform).not.toHaveProperty('include');
    expect(tenants[0]?.wave).toBe(4);
  });

  test('fails on a circle, and names every file in it', () => {
    const files = {
      'a.yaml': 'include: [b.yaml]\n',
      'b.yaml': 'wave: 2\ninclude: a.yaml\n',
      'tenants/contoso.yaml': `${CONTOSO}include: ../a.yaml\n`,
    };

    expect(configComplaints(files)).toEqual([
      'b.yaml:2:10 include: includes itself in a circle, a.yaml → b.yaml → a.yaml; remove one of these includes',
    ]);
  });

  test('fails on a missing file, and says where it was looked for', () => {
    const files = { 'tenants/contoso.yaml': `${CONTOSO}include: [nowhere.yaml]\n` };

    expect(configComplaints(files)).toEqual([
      'tenants/contoso.yaml:11:11 include[0]: names tenants/nowhere.yaml, which does not exist; correct the path',
    ]);
  });

  test('fails on a folder, with the line that names it', () => {
    const files = { 'tenants/contoso.yaml': `${CONTOSO}include: [../tenants]\n` };

    expect(configComplaints(files)).toEqual([
      'tenants/contoso.yaml:11:11 include[0]: names tenants, which is a folder; name a file in it',
    ]);
  });
});

describe('a file that an external tenant includes', () => {
  test('fails on options of the companion service, unless the tenant takes them away', () => {
    const files = {
      'shared.yaml': 'wave: 2\nplan: enterprise\nservice: { restore: refuse }\n',
      'tenants/contoso.yaml': `${CONTOSO}include: ../shared.yaml\n`,
      'tenants/fabrikam.yaml': `${FABRIKAM}include: ../shared.yaml\nplan: ~\n`,
    };

    expect(configComplaints(files)).toEqual([
      "shared.yaml:3:1 service: belongs to the companion service; write 'service: null' into the tenant's own " +
        "file, or set 'target: companion' (taken over by tenants/fabrikam.yaml)",
    ]);
  });

  test('fails when it looks for the token in our vault', () => {
    const files = {
      'shared.yaml': 'provisioning: { credentials: vault }\n',
      'tenants/fabrikam.yaml': `${FABRIKAM}include: ../shared.yaml\n`,
    };

    expect(configComplaints(files)).toEqual([
      expect.stringMatching(/^shared\.yaml:1:30 provisioning\.credentials: must be 'terraform' here/),
    ]);
  });
});

describe('a role catalogue', () => {
  const CATALOGUE = 'roles:\n  - { displayName: Data Owner, description: Owns a domain of data. }\n';
  const including = CONTOSO.replace('roles:\n', 'roles:\n  include: ../roles/data.yaml\n');

  test("adds its roles to the tenant's standard and custom ones", () => {
    const [contoso] = load({ 'roles/data.yaml': CATALOGUE, 'tenants/contoso.yaml': including });

    expect(contoso?.roles.map(({ value }) => value).slice(5)).toEqual(['data_owner', 'data_steward']);
  });

  test('can be included by the defaults, relative to their own folder', () => {
    const tenants = load({
      ...TENANTS,
      'roles/data.yaml': CATALOGUE,
      'defaults.yaml': 'roles: { include: roles/data.yaml }\n',
    });

    expect(tenants.map(({ roles }) => roles.some(({ value }) => value === 'data_owner'))).toEqual([true, true]);
  });

  test('fails on a circle of catalogues, and names every file in it', () => {
    const files = {
      'roles/data.yaml': `include: more.yaml\n${CATALOGUE}`,
      'roles/more.yaml': `roles: []\ninclude: [data.yaml]\n`,
      'tenants/contoso.yaml': including,
    };

    expect(configComplaints(files)).toEqual([
      'roles/more.yaml:2:11 include[0]: includes itself in a circle, roles/data.yaml → roles/more.yaml → roles/data.yaml; remove one ' +
        'of these includes',
    ]);
  });

  test('fails on a role that the tenant has too, at its second place', () => {
    const files = {
      'roles/data.yaml': CATALOGUE.replace('Data Owner', 'Data Steward'),
      'tenants/contoso.yaml': including,
    };

    expect(configComplaints(files)).toEqual([
      "tenants/contoso.yaml:8:22 roles.custom[0].displayName: repeats the value 'data_steward' of " +
        'roles/data.yaml:2; keep one of the two',
    ]);
  });

  test('is named, with its line, when one of its roles is wrong', () => {
    const files = { 'roles/data.yaml': CATALOGUE.replace('Data Owner', 'User'), 'tenants/contoso.yaml': including };

    expect(configComplaints(files)[0]).toMatch(
      /^roles\/data\.yaml:2:20 roles\[0\]\.displayName: must differ from Entra's own roles/,
    );
  });
});
