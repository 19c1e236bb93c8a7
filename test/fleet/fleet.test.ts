import { stringify } from 'yaml';

import { configComplaints, CONTOSO, FABRIKAM, PLATFORM } from '../support/config-folder';

/** Complaints about Contoso's file after a string in it was replaced, or lines were added. */
const about = (text: string, replacement = '') =>
  configComplaints({
    'tenants/contoso.yaml': replacement === '' ? `${CONTOSO}${text}\n` : CONTOSO.replace(text, replacement),
  });

const DISTINCT_IDS = [1, 2, 3, 4].map((n) => `${String(n).repeat(8)}-1f0e-4b57-a0f4-7f2f3a1c9be4`);
const ID = '3f0a8c52-1f0e-4b57-a0f4-7f2f3a1c9be4';
const OTHER_ID = '7b0f4c36-9d5e-4f60-83a1-c7d42b8e2f0a';

describe('a fleet', () => {
  test('fails when two tenants have one directory and application name, whatever the case', () => {
    const files = {
      'tenants/a.yaml': CONTOSO,
      'tenants/b.yaml': CONTOSO.replace('slug: contoso', 'slug: other')
        .replace('Contoso workspace', 'CONTOSO Workspace')
        .replace('8d1cbd34', '8D1CBD34'),
    };

    expect(configComplaints(files)).toEqual([
      'tenants/b.yaml:3:14 displayName: is already the name of an application in the same directory, that of ' +
        'tenants/a.yaml; give one of the two another name',
    ]);
  });

  test('may use one application name in two directories', () => {
    const files = {
      'tenants/contoso.yaml': CONTOSO,
      'tenants/fabrikam.yaml': FABRIKAM.replace('Fabrikam data pipelines', 'Contoso workspace'),
    };

    expect(configComplaints(files)).toEqual([]);
  });

  test.each([
    ['application', ID, 'an application'],
    ['servicePrincipal', ID, 'a service principal'],
    ['job', 'scim.1.2', 'a job'],
  ])('fails when two tenants take over one %s', (key, id, what) => {
    const takeover = (n: number) =>
      stringify({
        import: { application: DISTINCT_IDS[n], servicePrincipal: DISTINCT_IDS[n + 2], job: `scim.${n}`, [key]: id },
      });
    const files = { 'tenants/a.yaml': `${CONTOSO}${takeover(0)}`, 'tenants/b.yaml': `${FABRIKAM}${takeover(1)}` };

    expect(configComplaints(files)).toEqual([
      expect.stringMatching(
        new RegExp(
          `^tenants/b\\.yaml:.* import\\.${key}: '${id}' is already taken over by tenants/a\\.yaml; ${what} can be taken over once`,
        ),
      ),
    ]);
  });

  test("fails when a tenant takes over the console's application", () => {
    const ids = `application: ${DISTINCT_IDS[0]}, servicePrincipal: ${DISTINCT_IDS[1]}`;

    expect(
      configComplaints({
        'platform.yaml': `${PLATFORM}service: { admin: { application: { import: { ${ids} } } } }\n`,
        'tenants/contoso.yaml': `${CONTOSO}import: { ${ids} }\n`,
      }),
    ).toEqual([
      expect.stringContaining(
        `import.application: '${DISTINCT_IDS[0]}' is already taken over by platform.yaml; an application can be taken over once`,
      ),
      expect.stringContaining(`import.servicePrincipal: '${DISTINCT_IDS[1]}' is already taken over by platform.yaml`),
    ]);
  });

  test('fails on a platform name that is too long for Azure with the suffix of the vault', () => {
    const name = 'a'.repeat(22);
    const platform = `name: ${name}\ninclude: shared.yaml\n`;
    const shared = `
subscriptionId: 5f1d7c1e-7b0f-4c36-9d5e-2f60b3a1c7d4
hostTenantId: 2b8e2f0a-51b6-4f0d-8a3c-9e5b5f7f6c11
location: westeurope
image: ghcr.io/acme/entra-scim@sha256:${'0'.repeat(64)}
`;

    expect(configComplaints({ 'platform.yaml': platform, 'shared.yaml': shared })).toEqual([
      `platform.yaml:1:7 name: makes '${name}-kv', which has 25 characters where Azure allows a key vault 24; shorten it to 21 or fewer`,
    ]);
  });
});

describe('a tenant file', () => {
  test('fails when it is absent but protected, and says what the removal does', () => {
    expect(about('state: absent')).toEqual([
      "tenants/contoso.yaml:11:8 state: is 'absent', but the tenant is protected from deletion; to delete its " +
        "application, and with it everybody's access, set 'deletionProtection: false' too",
    ]);
    expect(about('state: absent\ndeletionProtection: false')).toEqual([]);
  });

  test('fails when a disabled role is assigned', () => {
    expect(about('  custom:', '  disabled: [Data Steward]\n  custom:')).toEqual([
      "tenants/contoso.yaml:11:40 assignments[1].role: 'data_steward' is disabled, and Entra does not assign disabled " +
        'roles; assign another, or remove it from roles.disabled',
    ]);
  });

  test('fails when everybody would get a disabled role by default', () => {
    const disabled = CONTOSO.replace('  custom:', '  disabled: [account_reviewer]\n  custom:');

    expect(
      configComplaints({ 'tenants/contoso.yaml': `${disabled}service: { defaultRole: Account Reviewer }\n` }),
    ).toEqual([
      "tenants/contoso.yaml:12:25 service.defaultRole: 'Account Reviewer' is disabled, and the service would give it to " +
        'users whom Entra sends without a role; name another, or remove it from roles.disabled',
    ]);
  });

  test('fails when one object id is given a role as a group and as a user, whatever the case', () => {
    const assigned = CONTOSO.replace('group: Data Analysts', `group: ${ID}`).replace(
      'user: ann@contoso.example',
      `user: ${ID.toUpperCase()}`,
    );

    expect(configComplaints({ 'tenants/contoso.yaml': assigned })).toEqual([
      `tenants/contoso.yaml:10:5 assignments[1]: user ${ID} already has the role 'account_analyst', as a group; keep one of the two`,
    ]);
  });

  test('may give a role to a group and a user of the same name', () => {
    expect(about('user: ann@contoso.example', 'user: Data Analysts')).toEqual([]);
  });

  test('fails when it disables a role that it does not have', () => {
    expect(about('  custom:', '  disabled: [account_biling, gone]\n  custom:')).toEqual([
      "tenants/contoso.yaml:6:14 roles.disabled[0]: 'account_biling' is not a role of this tenant; did you mean 'account_billing'?",
      "tenants/contoso.yaml:6:30 roles.disabled[1]: 'gone' is not a role of this tenant; a removed role needs no entry here; remove it",
    ]);
  });

  test('fails when what it takes over does not fit what it declares, even if other values are wrong too', () => {
    const takeover = [
      'import:',
      `  application: ${ID}`,
      '  servicePrincipal: 7',
      '  roles:',
      `    gone: ${ID}`,
      `    account_analyst: ${OTHER_ID}`,
      `    account_reviewer: ${OTHER_ID}`,
      '    data_steward: b9632174-c057-4f7e-951b-be3adc52bfe6',
      `  assignments: [{ group: Nobody, id: x }]`,
    ].join('\n');

    expect(about(takeover)).toEqual([
      'tenants/contoso.yaml:13:21 import.servicePrincipal: must be the object id of the service principal (GUID); got 7',
      'tenants/contoso.yaml:15:5 import.roles.gone: is not a role of this tenant; declare it, otherwise it is removed from Entra',
      "tenants/contoso.yaml:17:23 import.roles.account_reviewer: is the id of 'account_analyst'; each role has its own id",
      "tenants/contoso.yaml:18:19 import.roles.data_steward: is the id of one of Entra's own roles; each role has its own id",
      'tenants/contoso.yaml:19:17 import.assignments[0]: group Nobody has no role under assignments; add it there with the role that it has in Entra',
    ]);
  });

  describe('with a role that states its value', () => {
    const steward = 'displayName: Data Steward';
    const takeover = (name: string) =>
      `\nimport: { application: ${ID}, servicePrincipal: ${ID}, roles: { ${name}: ${OTHER_ID} } }\n`;
    const complaints = (role: string, more = takeover('Data.Steward')) =>
      configComplaints({ 'tenants/contoso.yaml': CONTOSO.replace(steward, role) + more });

    test.each(['Data.Steward', 'data.steward', 'data_steward'])('takes its id under %s', (name) => {
      expect(complaints(`value: Data.Steward, ${steward}`, takeover(name))).toEqual([]);
    });

    test('fails when it takes over nothing', () => {
      expect(complaints(`value: Data.Steward, ${steward}`, '')).toEqual([
        "tenants/contoso.yaml:7:16 roles.custom[0].value: is for a role that exists in Entra and is taken over; give its id under import.roles ('Data.Steward': …), or remove the value: a new role gets 'data_steward'",
      ]);
    });

    test.each([
      [
        'Data Steward',
        'must be a value that Entra allows: no spaces, quotation marks or backslashes, and no full stop at the start',
      ],
      ['.Steward', 'must be a value that Entra allows'],
      ['msiam_access', "must differ from Entra's own roles"],
      ['Account_Analyst', "must differ from the standard roles; list those under 'standard'"],
      ['connector_admin', 'must be an account-level role'],
    ])('fails when its value is %s', (value, complaint) => {
      expect(complaints(`value: ${value}, ${steward}`, '').join('\n')).toContain(`roles.custom[0].value: ${complaint}`);
    });

    test('fails when its name could mean another role', () => {
      const two = `value: Data.Steward, ${steward}, description: x }\n    - { displayName: data-steward`;

      expect(complaints(two)).toEqual([
        'tenants/contoso.yaml:8:22 roles.custom[1].displayName: could also mean the role at tenants/contoso.yaml:7, ' +
          'since files may use values or names in any spelling; rename one of the two',
      ]);
    });
  });

  test.each([
    ['application: { logo: nowhere.png }', 'names tenants/nowhere.png, which does not exist; correct the path'],
    ['application: { logo: contoso.yaml }', 'must be a PNG, JPEG or GIF file; tenants/contoso.yaml is not one'],
    ['application: { notificationAddresses: [nobody] }', "must be a mail address; got 'nobody'"],
    ['wave: -1', 'must be 0 or more; got -1'],
  ])('fails on %s', (line, complaint) => {
    expect(about(line)[0]).toContain(complaint);
    expect(about(line)[0]).toMatch(/^tenants\/contoso\.yaml:11:/);
  });
});
