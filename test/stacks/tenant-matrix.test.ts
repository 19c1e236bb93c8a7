import { type TerraformStack, Testing } from 'cdktf';
import { parse, stringify } from 'yaml';

import { loadConfig } from '../../fleet/load-config';
import { tenantSchema } from '../../fleet/model/tenant';
import { displayPath } from '../../fleet/yaml/yaml-file';
import { AbsentTenantStack } from '../../stacks/absent-tenant-stack';
import { PlatformStack } from '../../stacks/platform-stack';
import { TenantStack } from '../../stacks/tenant-stack';
import { withoutTokenTraces } from '../../stacks/without-token-traces';
import { configFolder } from '../support/config-folder';
import { optionsIn, optionsOf } from '../support/option-paths';
import { schemaComplaints } from '../support/provider-schemas';
import { Synthesized, synthStack } from '../support/synth';

const SOMEBODY = '0c7f3f6e-0c1f-4f0a-9a55-2d8f2f5b9d10';
const HOOK = 'delivery: webhook, url: "https://app.example.com/hooks"';
const PUSH = 'delivery: push, url: "https://siem.example.com/events", audience: siem';
const SOMETHING = '11111111-1f0e-4b57-a0f4-7f2f3a1c9be4';

/** A tenant with only the required options. */
const PLAIN = `
slug: contoso
entraTenantId: 8d1cbd34-6c1f-4d2a-9c53-0c3a7f1f2b90
displayName: Contoso workspace
`;

const FILES = {
  'defaults.yaml': 'plan: enterprise\n',
  'roles/data.yaml': 'roles:\n  - { displayName: Data Owner, description: Owns a domain of data. }\n',
  'shared.yaml': 'application: { notes: Shared by several. }\n',
  'tenants/logo.gif': 'GIF89a',
};

/** The non-default values of each option, each written as the lines that go under its section's key. */
const OPTIONS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  application: {
    deployers: [`[${SOMEBODY}]`],
    owners: [`[ann@contoso.example, ${SOMEBODY}]`],
    notes: ['Ask the data team.', "''"],
    logo: ['logo.gif'],
    visible: ['false'],
    notificationAddresses: ['[it@contoso.example]', '[]'],
    assignmentRequired: ['false'],
  },
  roles: {
    standard: ['[]', '[account_reviewer, account_billing]'],
    include: ['../roles/data.yaml'],
    custom: ['[{ displayName: Data Steward, description: Curates the models. }]'],
    disabled: ['[account_billing]'],
  },
  provisioning: {
    enabled: ['false'],
    scope: ['all'],
    credentials: ['vault'],
    mappings: [
      'full',
      `{ users: [{ target: userName, source: '[mail]', matching: 1, flow: onCreate, defaultValue: nobody }], groups: [] }`,
      `{ users: [{ target: userName, source: '[userPrincipalName]', matching: 1 }], groups: [{ target: displayName, source: '[displayName]', matching: 1, flow: onCreate, defaultValue: none }] }`,
    ],
    scopingFilters: [
      '{ users: [{ name: Staff, clauses: [{ attribute: country, operator: EQUALS, value: DE }] }] }',
      '{ groups: [{ name: Named, clauses: [{ attribute: mail, operator: IS NOT NULL }] }] }',
      '{ groups: [{ name: Sales, clauses: [{ attribute: displayName, operator: EQUALS, value: Sales }] }] }',
    ],
  },
  token: { generation: ['4'] },
  service: {
    scimEnabled: ['false'],
    profile: ['rfc'],
    restore: ['refuse'],
    defaultRole: ['account_reviewer'],
    rate: ['{ perSecond: 50, burst: 100 }'],
  },
};

/** Whole sections, and options that need each other. */
const SECTIONS: readonly string[] = [
  'managedBy: portal',
  'slug: contoso-emea',
  'entraTenantId: c7a2f7de-0f3b-4f5e-8f0e-6a1d2f9b4e35',
  'displayName: Contoso',
  'plan: business_critical',
  'wave: 0',
  'deletionProtection: false',
  'state: absent\ndeletionProtection: false',
  'state: absent\ndeletionProtection: false\ntarget: { tenantUrl: https://scim.example.com/v2, tokenVariable: token }',
  'include: ../shared.yaml',
  'token: { generation: 3, retired: 1 }',
  'readers: [{ name: product, token: { generation: 3, retired: 1 }, identities: [0c7f3f6e-0c1f-4f0a-9a55-2d8f2f5b9d10] }]',
  `streams: [{ name: product, ${HOOK}, types: [user.deactivated], secret: { generation: 3, retired: 1 }, identities: [${SOMEBODY}] }]`,
  `streams: [{ name: siem, ${PUSH}, content: full, authorization: { generation: 2 } }]`,
  'readers: [{ name: idp }]\nstreams: [{ name: idp, delivery: poll, audience: idp, reader: idp }]',
  'target: { tenantUrl: https://scim.example.com/v2?aadOptscim062020, tokenVariable: other_token }',
  'assignments: [{ group: Data Analysts, role: account_analyst }]',
  'assignments: [{ group: Analysts, was: Data Analysts, role: account_analyst }]',
  `assignments: [{ user: ann@contoso.example, role: account_analyst }, { group: ${SOMEBODY}, role: account_reviewer }]`,
  `import: { application: ${SOMETHING}, servicePrincipal: ${SOMEBODY} }`,
  `import: { application: ${SOMETHING}, servicePrincipal: ${SOMEBODY}, job: customappsso.1.2 }`,
  `import: { application: ${SOMETHING}, servicePrincipal: ${SOMEBODY}, roles: { account_analyst: ${SOMEBODY} } }`,
  `assignments: [{ group: Data Analysts, role: account_analyst }]\nimport: { application: ${SOMETHING}, servicePrincipal: ${SOMEBODY}, assignments: [{ group: Data Analysts, id: b1UW }] }`,
  `assignments: [{ user: ann@contoso.example, role: account_analyst }]\nimport: { application: ${SOMETHING}, servicePrincipal: ${SOMEBODY}, assignments: [{ user: ann@contoso.example, id: b1UW }] }`,
  `roles: { custom: [{ displayName: Data Steward, value: steward, description: Curates the models. }] }\nimport: { application: ${SOMETHING}, servicePrincipal: ${SOMEBODY}, roles: { steward: ${SOMEBODY} } }`,
  'provisioning: { credentials: vault, skipOutOfScopeDeletions: true }',
  'provisioning: { credentials: vault, accidentalDeletionThreshold: 500 }',
  'provisioning: { credentials: vault, notify: it@contoso.example }',
];

const EVERYTHING = `
wave: 7
plan: business_critical
include: ../shared.yaml
application:
  deployers: [${SOMETHING}]
  owners: [ann@contoso.example, ${SOMEBODY}]
  notes: Ask the data team.
  logo: logo.gif
  visible: true
  notificationAddresses: [it@contoso.example, ann@contoso.example]
  assignmentRequired: true
roles:
  standard: all
  include: [../roles/data.yaml]
  custom: [{ displayName: Data Steward, description: Curates the models. }]
  disabled: [account_billing]
assignments:
  - { group: Data Analysts, role: account_analyst }
  - { group: ${SOMETHING}, role: Data Owner }
  - { user: ann@contoso.example, role: data_steward }
  - { user: ${SOMEBODY}, role: account_administrator }
import:
  application: ${SOMETHING}
  servicePrincipal: ${SOMEBODY}
  roles: { account_analyst: ${SOMEBODY} }
  job: scim.1.2
  assignments: [{ group: Data Analysts, id: b1UW }, { user: ann@contoso.example, id: c2VX }]
provisioning:
  enabled: true
  scope: assigned
  credentials: vault
  skipOutOfScopeDeletions: true
  accidentalDeletionThreshold: 500
  notify: it@contoso.example
  mappings: full
  scopingFilters:
    users: [{ name: Staff, clauses: [{ attribute: country, operator: EQUALS, value: DE }] }]
    groups: [{ name: Named, clauses: [{ attribute: mail, operator: IS NOT NULL }] }]
token: { generation: 5, retired: 3 }
readers: [{ name: product }, { name: lake }]
streams:
  - { name: product, ${HOOK} }
  - { name: lake, delivery: poll, audience: lake, reader: lake }
service:
  scimEnabled: true
  profile: entra
  restore: in-place
  defaultRole: account_reviewer
  rate: { perSecond: 500, burst: 1000 }
`;

const NOTHING = `
deletionProtection: false
application: { visible: false, assignmentRequired: false }
roles: { standard: [] }
provisioning:
  enabled: false
  mappings: { users: [{ target: userName, source: '[userPrincipalName]', matching: 1 }], groups: [] }
service: { scimEnabled: false }
`;

/** The same options for a tenant with an external endpoint, as far as they apply. */
const ELSEWHERE = Object.fromEntries(
  Object.entries({ EVERYTHING, NOTHING }).map(([name, lines]) => {
    const {
      plan: _,
      token: __,
      service: ___,
      readers: ____,
      streams: _____,
      provisioning,
      ...rest
    } = parse(lines) as Record<string, object>;
    const { enabled, scope, mappings, scopingFilters } = provisioning as Record<string, unknown>;
    const target = { tenantUrl: 'https://scim.example.com/v2', tokenVariable: 'token' };
    return [name, stringify({ ...rest, target, provisioning: { enabled, scope, mappings, scopingFilters } })];
  }),
);

const alone = Object.entries(OPTIONS).flatMap(([section, options]) =>
  Object.entries(options).flatMap(([key, values]) => values.map((value) => `${section}: { ${key}: ${value} }`)),
);

interface Stacks {
  readonly platform: Synthesized;
  readonly tenant: Synthesized;
}

function synthesized(lines: string): Stacks {
  const file = stringify({ ...parse(PLAIN), ...parse(lines) });
  using folder = configFolder({ ...FILES, 'tenants/contoso.yaml': file });
  const config = loadConfig(folder.path);
  const [present, absent] = [config.tenants[0], config.leaving[0]];
  const app = Testing.app();
  const stackOf = () => {
    if (present) return new TenantStack(app, 'tenant-contoso', config.platform, present);
    if (absent) return new AbsentTenantStack(app, 'tenant-contoso', config.platform, absent);
    return undefined; // its admin manages it in the portal
  };
  const named = displayPath(folder.path); // the name of the folder differs each time
  const read = (stack: TerraformStack) => new Synthesized(synthStack(stack).text.replaceAll(named, 'config'));
  return withoutTokenTraces(() => {
    const stack = stackOf();
    return {
      platform: read(new PlatformStack(app, 'platform', config)),
      tenant: stack ? read(stack) : new Synthesized('{}'),
    };
  });
}

/** Caches synthesized configurations, since two tests use all of them. */
const made = new Map<string, Stacks>();
function synthOnce(lines: string): Stacks {
  const found = made.get(lines) ?? synthesized(lines);
  made.set(lines, found);
  return found;
}

describe('every configuration of a tenant writes only what the providers know', () => {
  const whole = {
    EVERYTHING,
    NOTHING,
    ...Object.fromEntries(Object.entries(ELSEWHERE).map(([k, v]) => [`${k} elsewhere`, v])),
  };

  test.each([...['', ...alone, ...SECTIONS].map((lines) => [lines, lines]), ...Object.entries(whole)])(
    '%s',
    (_title, lines) => {
      const { platform, tenant } = synthOnce(lines);

      expect([...schemaComplaints(platform.json), ...schemaComplaints(tenant.json)]).toEqual([]);
    },
  );
});

describe('every option of a tenant file', () => {
  test('is in the matrix, by itself or with what it needs', () => {
    const covered = new Set([...alone, ...SECTIONS].flatMap((lines) => optionsIn(parse(lines))));
    const options = optionsOf(tenantSchema);

    expect(options).toEqual(expect.arrayContaining(['provisioning.scopingFilters.groups', 'import.roles', 'include']));
    expect(options.filter((path) => !covered.has(path))).toEqual([]);
  });

  test('changes what is synthesized, except its wave', () => {
    const text = ({ platform, tenant }: Stacks) => platform.text + tenant.text;
    const plain = text(synthOnce(''));

    expect([...alone, ...SECTIONS].filter((lines) => text(synthOnce(lines)) === plain)).toEqual(['wave: 0']);
  });
});
