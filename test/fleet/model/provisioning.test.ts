import { DEFAULT_MAPPINGS, MAPPING_PRESETS } from '../../../entra/attribute-mapping';
import { loadConfig } from '../../../fleet/load-config';
import type { ProvisioningConfig } from '../../../fleet/model/provisioning';
import { ConfigError } from '../../../fleet/yaml/complaint';
import { configFolder, CONTOSO, FABRIKAM } from '../../support/config-folder';

function load(tenant: string): ProvisioningConfig | undefined {
  using folder = configFolder({ 'tenants/tenant.yaml': tenant });
  return loadConfig(folder.path).tenants[0]?.provisioning;
}

/** Complaints about a file, each as `line path: message`. */
function complaints(tenant: string): string[] {
  try {
    load(tenant);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.complaints.map(({ position, path, message }) => `${position?.line ?? '-'} ${path}: ${message}`);
  }
}

const LINES = CONTOSO.trim().split('\n').length;

describe('provisioning in a tenant file', () => {
  test('runs by default, for assigned people, with the default mappings', () => {
    expect(load(CONTOSO)).toEqual({
      enabled: true,
      scope: 'assigned',
      credentials: 'terraform',
      skipOutOfScopeDeletions: false,
      accidentalDeletionThreshold: null,
      notify: null,
      mappings: DEFAULT_MAPPINGS,
      scopingFilters: { users: [], groups: [] },
    });
  });

  test('names a preset, or writes its own table and filters', () => {
    expect(load(`${CONTOSO}provisioning: { mappings: full }`)?.mappings).toBe(MAPPING_PRESETS.full);
    expect(
      load(`${CONTOSO}
provisioning:
  mappings:
    users:
      - { target: userName, source: '[mail]', matching: 1 }
      - { target: title, source: 'ToLower([jobTitle], )', flow: onCreate, defaultValue: none }
    groups: []
  scopingFilters:
    users:
      - name: Germans
        clauses:
          - { attribute: country, operator: EQUALS, value: DE }
          - { attribute: department, operator: IS NOT NULL }
`),
    ).toMatchObject({
      mappings: {
        users: [
          { target: 'userName', source: '[mail]', matching: 1 },
          { target: 'title', flow: 'onCreate', defaultValue: 'none' },
        ],
        groups: [],
      },
      scopingFilters: {
        users: [
          {
            name: 'Germans',
            clauses: [
              { attribute: 'country', operator: 'EQUALS', value: 'DE' },
              { attribute: 'department', operator: 'IS NOT NULL' },
            ],
          },
        ],
        groups: [],
      },
    });
  });

  test('accepts everything that the mode of Key Vault allows', () => {
    const provisioning =
      'provisioning: { credentials: vault, accidentalDeletionThreshold: 500, notify: id@contoso.example, skipOutOfScopeDeletions: true }';

    expect(load(`${CONTOSO}${provisioning}`)).toMatchObject({
      credentials: 'vault',
      accidentalDeletionThreshold: 500,
      notify: 'id@contoso.example',
      skipOutOfScopeDeletions: true,
    });
  });

  test.each([
    ['accidentalDeletionThreshold', '500'],
    ['notify', 'id@contoso.example'],
    ['skipOutOfScopeDeletions', 'true'],
  ])('fails when %s is set while the provider stores the credentials', (key, value) => {
    expect(complaints(`${CONTOSO}provisioning: { ${key}: ${value} }`)).toEqual([
      expect.stringMatching(new RegExp(`^${LINES + 1} provisioning\\.${key}: needs 'credentials: vault'`)),
    ]);
  });

  test('fails when an external tenant has options of stored credentials, without suggesting our vault', () => {
    const options = 'accidentalDeletionThreshold: 500, notify: id@contoso.example';
    const refused = ['accidentalDeletionThreshold', 'notify'].map((key) =>
      expect.stringMatching(new RegExp(`provisioning\\.${key}: belongs to the companion service: .*; remove it$`)),
    );

    expect(complaints(`${FABRIKAM}provisioning: { ${options} }`)).toEqual(refused);
    expect(complaints(`${FABRIKAM}provisioning: { ${options}, credentials: vault }`)).toEqual([
      ...refused,
      expect.stringContaining("provisioning.credentials: must be 'terraform' here"),
    ]);
  });

  test("fails when an external tenant's token is looked for in our vault", () => {
    expect(complaints(`${FABRIKAM}provisioning: { credentials: vault }`)).toEqual([
      expect.stringContaining("provisioning.credentials: must be 'terraform' here"),
    ]);
  });

  test('fails with the line of a mapping that Entra would refuse, and of a table without a matching attribute', () => {
    expect(
      complaints(`${CONTOSO}
provisioning:
  mappings:
    users:
      - { target: userName, source: '[userPrincipalName]' }
      - { target: nickname, source: '[mailNickname]' }
      - { target: title, source: 'Trim([jobTitle]' }
    groups: []
`),
    ).toEqual([
      expect.stringMatching(/^\d+ provisioning\.mappings\.users: must have a mapping with 'matching: 1'/),
      expect.stringMatching(/provisioning\.mappings\.users\[1\]\.target: .*'nickName'/),
      expect.stringMatching(/provisioning\.mappings\.users\[2\]\.source: must be an expression: expected ',' or '\)'/),
    ]);
  });

  test('fails when an operator lacks its value, or has one that it does not take', () => {
    const clauses = (text: string) =>
      `${CONTOSO}provisioning: { scopingFilters: { users: [{ name: a, clauses: [{ attribute: country, ${text} }] }] } }`;

    expect(complaints(clauses('operator: EQUALS'))[0]).toContain("clauses[0].value: is missing; 'EQUALS' needs one");
    expect(complaints(clauses('operator: IS NULL, value: x'))[0]).toContain("must be omitted: 'IS NULL' takes none");
    expect(complaints(clauses('operator: LIKE, value: x'))[0]).toContain('must be one of EQUALS, NOT EQUALS');
  });
});
