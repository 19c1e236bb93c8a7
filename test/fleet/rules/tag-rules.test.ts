import { platformComplaints } from '../../support/platform-complaints';

const tags = (names: readonly string[]) =>
  `tags: ${JSON.stringify(Object.fromEntries(names.map((name) => [name, 'x'])))}`;

describe('tags', () => {
  test('may be named as Azure allows, with spaces where no DNS zone or record is made', () => {
    expect(platformComplaints(`network: none\n${tags(['Cost Center', 'owner@acme', 'env'])}`)).toEqual([]);
    expect(platformComplaints(tags(['cost-center', 'acme:owner', 'env']))).toEqual([]);
  });

  test('fail with all complaints about names and values together', () => {
    expect(platformComplaints('tags: { CostCenter: 4711, a/b: x, azure-b: x }')).toEqual([
      expect.stringContaining('tags.CostCenter: must be text'),
      expect.stringContaining('tags.a/b: must be 1 to 256 characters'),
      expect.stringContaining("tags.azure-b: must not begin with 'azure'"),
    ]);
  });

  test.each([
    [
      tags(['a/b']),
      'tags.a/b: must be 1 to 256 characters without < > % & \\ ? /, which Azure does not allow in the name of a tag',
    ],
    [tags(['']), 'tags.: must be 1 to 256 characters'],
    [tags(['Windows-build']), "tags.Windows-build: must not begin with 'azure', 'microsoft' or 'windows'"],
    [tags(['env', 'Env']), "tags.Env: is the same tag as 'env', because Azure ignores case; remove one of the two"],
    [tags(['Cost Center']), 'tags.Cost Center: must begin with a letter and contain only letters, digits and _ . : -'],
    [
      `network: none\nservice: { customDomain: { host: s.acme.example, dnsZone: { name: acme.example, resourceGroup: dns } } }\n${tags(['1st'])}`,
      'tags.1st: must begin with a letter',
    ],
    [tags([...Array(16).keys()].map((index) => `t${index}`)), 'tags: must be at most 15 tags'],
    [
      'tags: { CostCenter: 4711 }',
      'tags.CostCenter: must be text; put quotes around numbers, true and false; got 4711',
    ],
  ])('fails for %s', (lines, complaint) => {
    expect(platformComplaints(lines)).toEqual([expect.stringContaining(complaint)]);
  });
});
