import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

import { Ajv2020 } from 'ajv/dist/2020';
import { parse } from 'yaml';

import { jsonSchemas } from '../../../fleet/schemas/json-schemas';
import { configComplaints, CONTOSO } from '../../support/config-folder';

const KINDS: readonly [RegExp, string][] = [
  [/platform[^/]*\.yaml$/, 'platform'],
  [/defaults\.yaml$/, 'defaults'],
  [/policy\.yaml$/, 'policy'],
  [/roles\/[^/]+\.yaml$/, 'role-catalogue'],
  [/tenants\/[^/]+\.yaml$/, 'tenant'],
];

const EXAMPLES = readdirSync('config', { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.yaml') && !name.endsWith('fleet.lock.yaml'),
);

const SUBNETS = '/subscriptions/x/resourcegroups/net/providers/microsoft.network/virtualNetworks/hub/subnets';

/** Valid files, by kind and name. */
const ACCEPTED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'platform and what it includes, each of which says a part of one map': {
    'platform-base.yaml': `
subscriptionId: 5F1D7C1E-7B0F-4C36-9D5E-2F60B3A1C7D4
hostTenantId: 2b8e2f0a-51b6-4f0d-8a3c-9e5b5f7f6c11
location: westeurope
image: acme.azurecr.io/entra-scim@sha256:${'0'.repeat(64)}
registry: { azureRegistryId: /subscriptions/x/resourceGroups/images/providers/microsoft.containerregistry/registries/ACME }
state: { resourceGroup: state, storageAccount: acmestate }
network:
  appsSubnetId: ${SUBNETS}/apps
  databaseSubnetId: ${SUBNETS}/database
service:
  logLevel: debug
  customDomain: { dnsZone: { name: acme.example, resourceGroup: dns } }
monitoring: { dailyQuotaGb: 2 }
`,
    'platform.yaml': `
include: platform-base.yaml
name: acme-scim
state: { containerPerStack: true }
network: { databaseZoneId: /subscriptions/x/resourceGroups/net/providers/Microsoft.Network/privatednszones/z.postgres.database.azure.com }
service: { logLevel: null, cpu: 2, customDomain: { host: scim.acme.example } }
vault: { tenantReaders: { contoso: null } }
monitoring: null
`,
  },
  'tenant that takes away what lies beneath it, and says a part of a map': {
    'tenants/contoso.yaml': `${CONTOSO}wave: null\napplication: { notes: null, visible: true }\nprovisioning: { mappings: null }\n`,
    'defaults.yaml':
      'wave: 3\nservice: null\napplication: { notes: Ask IT., visible: null }\nprovisioning: { mappings: full }\n',
  },
};

/** Complaints that an editor would show about a file, based on the freshly generated schema. */
function flaws(kind: string, text: string): string[] {
  const { text: schema = '' } = jsonSchemas().find(({ name }) => name === `${kind}.schema.json`) ?? {};
  // Formats are not checked: they only repeat the patterns, and editors treat them as hints.
  const validate = new Ajv2020({ strict: false, allErrors: true, validateFormats: false }).compile(JSON.parse(schema));
  return validate(parse(text)) ? [] : (validate.errors ?? []).map((flaw) => `${flaw.instancePath} ${flaw.message}`);
}

test.each(jsonSchemas().map(({ name, text }) => [name, text]))('schemas/%s is current', (name, text) => {
  expect(readFileSync(join('schemas', name), 'utf8')).toBe(text);
});

describe('an example', () => {
  test.each(EXAMPLES)('config/%s names the schema of its kind, for editors', (name) => {
    const [, kind] = KINDS.find(([pattern]) => pattern.test(name)) ?? [];
    const path = join('config', name);
    const [, schema = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(readFileSync(path, 'utf8')) ?? [];

    expect(normalize(join(dirname(path), schema))).toBe(`schemas/${kind}.schema.json`);
  });
});

describe('an editor', () => {
  const kindOf = (name: string) => KINDS.find(([pattern]) => pattern.test(name))?.[1] ?? '';

  test.each(EXAMPLES)('finds nothing wrong with the example config/%s', (name) => {
    expect(flaws(kindOf(name), readFileSync(join('config', name), 'utf8'))).toEqual([]);
  });

  test('finds nothing wrong with the platform files on the pages', () => {
    const pages = readdirSync('docs').map((name) => readFileSync(join('docs', name), 'utf8'));
    const blocks = pages.flatMap((page) => [...page.matchAll(/^```yaml\n# config\/platform\.yaml\n([^`]+)/gm)]);

    expect(blocks).not.toEqual([]);
    expect(blocks.flatMap(([, block = '']) => flaws('platform', block))).toEqual([]);
  });

  test.each(Object.entries(ACCEPTED))('finds nothing wrong with a sound %s', (_what, files) => {
    const found = Object.entries(files).map(([name, text]) => [name, flaws(kindOf(name), text)]);

    expect(configComplaints(files)).toEqual([]);
    expect(found).toEqual(Object.keys(files).map((name) => [name, []]));
  });

  test.each([
    ['tenant', 'slug: contoso\nwave: soon\n', '/wave must be integer,null'],
    ['tenant', 'wave: 1\n', " must have required property 'slug'"],
    [
      'tenant',
      'slug: contoso\nassignments: [{ group: Data Team }]\n',
      "/assignments/0 must have required property 'role'",
    ],
    [
      'tenant',
      'slug: contoso\nassignments: [{ group: Data Team, role: null }]\n',
      '/assignments/0/role must be string',
    ],
    ['defaults', 'token: { generation: 2 }\n', '/token must NOT be valid'],
    ['platform', 'service: { cpus: 2 }\n', '/service must NOT have additional properties'],
    ['policy', 'rules: { ID099: deny }\n', '/rules must NOT have additional properties'],
    ['policy', 'rules: { ID008: maybe }\n', '/rules/ID008 must match a schema in anyOf'],
  ])('finds what is wrong with a %s: %j', (kind, text, flaw) => {
    expect(flaws(kind, text)).toContain(flaw);
  });
});

describe('the schema of a tenant', () => {
  const tenant = JSON.parse(jsonSchemas().find(({ name }) => name === 'tenant.schema.json')?.text ?? '{}') as {
    required: string[];
    additionalProperties: boolean;
    properties: Record<string, { enum?: string[]; description?: string }>;
  };

  test("refuses unknown keys, and offers a key's possible values", () => {
    expect(tenant.additionalProperties).toBe(false);
    expect(tenant.properties['plan']?.enum).toContain('business_critical');
  });

  test('requires nothing that the defaults or an included file may provide', () => {
    expect(tenant.required).toEqual(['slug']);
  });
});

describe('a hover', () => {
  test.each(jsonSchemas().map(({ name, text }) => [name, JSON.parse(text) as Schema]))(
    'describes every key in %s, and every form that a map may take',
    (_name, schema) => {
      expect(silent(schema)).toEqual([]);
    },
  );

  test('explains each word of a choice', () => {
    const platform = JSON.parse(jsonSchemas()[0]?.text ?? '{}') as Schema;
    const rollout = platform.properties?.['service']?.properties?.['rollout'];

    expect(rollout?.enum).toEqual(['automatic', 'gated', null]);
    expect(rollout?.enumDescriptions).toEqual([
      expect.stringContaining('Azure moves traffic'),
      expect.stringContaining('The deployment moves traffic'),
    ]);
  });
});

interface Schema {
  readonly type?: unknown;
  readonly enum?: unknown[];
  readonly enumDescriptions?: string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: Schema[];
}

/** Paths of keys without a description. */
function silent({ properties = {}, additionalProperties, items, anyOf = [] }: Schema, path = ''): string[] {
  const keys = [
    ...Object.entries(properties),
    ...(typeof additionalProperties === 'object' ? [['*', additionalProperties] as const] : []),
  ];
  const forms = anyOf.filter(({ type }) => type !== 'null');
  const hasMaps = forms.length > 1 && forms.some((form) => form.properties !== undefined);
  return [
    ...keys.flatMap(([key, inner]) => [
      ...(inner.description === undefined ? [`${path}.${key}`] : []),
      ...silent(inner, `${path}.${key}`),
    ]),
    ...(items ? silent(items, `${path}[]`) : []),
    ...forms.flatMap((form, index) => [
      ...(hasMaps && form.description === undefined ? [`${path}|${index}`] : []),
      ...silent(form, path),
    ]),
  ];
}
