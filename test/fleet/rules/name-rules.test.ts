import { platformComplaints } from '../../support/platform-complaints';

const OWN = '/subscriptions/5f1d7c1e-7b0f-4c36-9d5e-2f60b3a1c7d4/resourceGroups';

describe('names by a pattern', () => {
  test('may be anything that Azure accepts', () => {
    expect(platformComplaints('naming: { pattern: "{type}-scim-{env}", values: { env: prod } }')).toEqual([]);
    expect(platformComplaints('naming: { names: { vault: KV-Scim-Prod, runtimeIdentity: id_scim } }')).toEqual([]);
  });

  test('fail one by one, each with the resulting name', () => {
    expect(platformComplaints('naming: { pattern: "{type}-{unit}-identity", values: { unit: Customer } }')).toEqual(
      [
        [
          "cae-Customer-identity', which is refused by Azure, which allows a Container Apps environment lower",
          'environment',
        ],
        ["ca-Customer-identity', which is refused by Azure, which allows a container app lower-case letters", 'app'],
        ["caj-Customer-identity', which is refused by Azure, which allows a container app job lower", 'migrationJob'],
        ["psql-Customer-identity', which is refused by Azure, which allows a PostgreSQL server lower", 'database'],
        ["psql-Customer-identity-cluster', which is refused by Azure, which allows a PostgreSQL", 'cluster'],
      ].map(([made = '', resource = '']) =>
        expect.stringMatching(
          new RegExp(
            `naming\\.pattern: makes '${made}.*; change it, or give this one a pattern: naming\\.names\\.${resource}$`,
          ),
        ),
      ),
    );
  });

  test('fail with all complaints about one name together', () => {
    expect(
      platformComplaints('naming: { names: { app: "{product}-{unit}", vault: Kv--a-key-vault-of-acme-corp } }'),
    ).toEqual([
      expect.stringContaining("naming.names.app: contains '{product}', which has no value"),
      expect.stringContaining("naming.names.app: contains '{unit}', which has no value"),
      expect.stringMatching(
        /which has 28 characters where Azure allows a key vault 24, and is refused .* single hyphens/,
      ),
    ]);
  });

  test('fail with all complaints about words and their values together', () => {
    expect(platformComplaints('naming: { values: { type: rg, env: 1 } }')).toEqual([
      expect.stringContaining('naming.values.env: must be text'),
      expect.stringContaining('naming.values.type: must be a word of letters and digits other than type'),
    ]);
  });

  test.each([
    [
      'naming: { names: { vault: "kv-{name}-{location}-prod" } }',
      "naming.names.vault: makes 'kv-acme-scim-westeurope-prod', which has 28 characters where Azure allows a key vault 24; change it",
    ],
    [
      'naming: { names: { vault: kv--scim } }',
      "naming.names.vault: makes 'kv--scim', which is refused by Azure, which allows a key vault letters, digits and single hyphens",
    ],
    [
      'naming: { names: { logs: log } }',
      "makes 'log', which has 3 characters where Azure requires 4 for a Log Analytics workspace",
    ],
    [
      `naming: { names: { database: ${'d'.repeat(51)} } }`,
      'has 51 characters where Azure allows a PostgreSQL server 50',
    ],
    [
      'naming: { names: { app: "ca-{produkt}" }, values: { product: scim } }',
      "contains '{produkt}', which has no value; add it to naming.values, or use {product}, {type}, {name}, {location}",
    ],
    [
      'naming: { names: { migratorIdentity: acme-scim-Runtime } }',
      "naming.names.migratorIdentity: gives 'runtimeIdentity' and 'migratorIdentity' the same name, 'acme-scim-Runtime'; give one",
    ],
    [
      'naming: { values: { type: rg } }',
      'naming.values.type: must be a word of letters and digits other than type, name',
    ],
    [
      `resourceGroupId: ${OWN}/shared\nnaming: { names: { resourceGroup: mine } }`,
      'naming.names.resourceGroup: has no effect beside resourceGroupId, which has a name; remove it',
    ],
    ['naming: { names: { valt: kv } }', "naming.names.valt: is not a known key; did you mean 'vault'?"],
  ])('fails for %s', (lines, complaint) => {
    expect(platformComplaints(lines)).toEqual([expect.stringContaining(complaint)]);
  });
});
