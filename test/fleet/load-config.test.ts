import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { loadConfig } from '../../fleet/load-config';
import {
  complaintsByLine,
  configComplaints,
  configFolder,
  CONTOSO,
  FABRIKAM,
  PLATFORM,
} from '../support/config-folder';

/** How a complaint ends if the value may be a secret. */
const UNSHOWN = 'its value is not shown, since it may be a secret';

/** Complaints about Contoso's file after one string in it was replaced by another. */
function complaintsAbout(text: string, replacement: string): string[] {
  if (!CONTOSO.includes(text)) throw new Error(`the fixture does not hold '${text}'`);
  return complaintsByLine({ 'tenants/contoso.yaml': CONTOSO.replace(text, replacement) });
}

describe('loadConfig', () => {
  test('reads platform and tenants, with defaults and roles spelled out', () => {
    using folder = configFolder({ 'tenants/contoso.yaml': CONTOSO, 'tenants/fabrikam.yaml': FABRIKAM });

    const { platform, tenants } = loadConfig(folder.path);

    expect(platform.name).toBe('acme-scim');
    expect(tenants.map(({ slug }) => slug)).toEqual(['contoso', 'fabrikam']);
    expect(tenants[0]?.roles.map(({ value }) => value)).toEqual([
      'account_administrator',
      'account_analyst',
      'account_billing',
      'account_reviewer',
      'destination_creator',
      'data_steward',
    ]);
    expect(tenants[0]?.assignments[1]).toEqual({
      principal: { kind: 'user', reference: 'ann@contoso.example' },
      role: 'data_steward',
      place: 'tenants/contoso.yaml:10',
    });
    expect(tenants[0]?.target).toEqual({
      kind: 'companion',
      managedBy: 'files',
      plan: 'enterprise',
      token: { generation: 1, retired: 0 },
      service: { scimEnabled: true, profile: 'entra', restore: 'in-place', defaultRole: undefined, rate: undefined },
      readers: [],
      streams: [],
    });
    expect(tenants[1]?.target).toEqual({
      kind: 'external',
      tenantUrl: 'https://scim.fabrikam.example/v2',
      tokenVariable: 'fabrikam_scim_token',
    });
  });

  test('reads how the service is to treat a tenant', () => {
    const service =
      'service: { scimEnabled: false, profile: rfc, restore: refuse, defaultRole: Account Reviewer, rate: { perSecond: 25, burst: 40 } }';
    using folder = configFolder({ 'tenants/contoso.yaml': `${CONTOSO}${service}\n` });

    expect(loadConfig(folder.path).tenants[0]?.target).toMatchObject({
      service: {
        scimEnabled: false,
        profile: 'rfc',
        restore: 'refuse',
        defaultRole: 'account_reviewer',
        rate: { perSecond: 25, burst: 40 },
      },
    });
  });

  test.each([
    [
      'rate: { perSecond: 24, burst: 100 }',
      'service.rate.perSecond: must be a whole number from 25 to 100000, because Microsoft asks every SCIM endpoint ' +
        'for 25 requests a second per tenant; got 24',
    ],
    ['rate: { perSecond: 100, burst: 99 }', 'service.rate.burst: must be at least perSecond'],
    ['rate: { perSecond: 100 }', 'service.rate.burst: is missing; must be a whole number from 25 to 1000000'],
    ['rate: 500', 'service.rate: must be a map with the keys perSecond, burst; got 500'],
    ['rate: { perSeconds: 100, burst: 100 }', "service.rate.perSeconds: is not a known key; did you mean 'perSecond'?"],
  ])("fails on '%s', in a tenant's file and in the platform's", (rate, complaint) => {
    const service = `service: { ${rate} }\n`;

    expect(configComplaints({ 'tenants/contoso.yaml': `${CONTOSO}${service}` }).join('\n')).toContain(complaint);
    expect(configComplaints({ 'platform.yaml': `${PLATFORM}${service}` }).join('\n')).toContain(complaint);
  });

  test('reads the example configuration', () => {
    expect(loadConfig('config').tenants.map(({ slug }) => slug)).toEqual(['contoso', 'fabrikam']);
  });

  test('accepts the display name of a role in an assignment', () => {
    using folder = configFolder({
      'tenants/contoso.yaml': CONTOSO.replace('role: data_steward', 'role: Data Steward'),
    });

    expect(loadConfig(folder.path).tenants[0]?.assignments[1]?.role).toBe('data_steward');
  });

  test('fails when there is no platform file', () => {
    expect(() => loadConfig('/nowhere')).toThrow(
      '/nowhere/platform.yaml does not exist; create it, or name the folder that contains it: --config, or CONFIG_DIR',
    );
  });

  test('fails on an unknown key, with its line and the nearest known key', () => {
    expect(complaintsAbout('plan: enterprise', 'plan: enterprise\nasignments: []')).toEqual([
      "5 asignments: is not a known key; did you mean 'assignments'?",
    ]);
  });

  test('fails on an unknown key that resembles none, with the known ones', () => {
    expect(complaintsAbout('role: account_analyst }', 'role: account_analyst, since: 2024 }')).toEqual([
      '9 assignments[0].since: is not a known key; known are group, role, was',
    ]);
  });

  test('fails with every problem of every file in one report', () => {
    const report = complaintsByLine({
      'platform.yaml': PLATFORM.replace('westeurope', 'West Europe'),
      'tenants/a.yaml': CONTOSO.replace('plan: enterprise', 'plan: standard').replace(
        'slug: contoso',
        'slug: Contoso!',
      ),
      'tenants/b.yaml': FABRIKAM.replace('https:', 'http:'),
    });

    expect(report).toEqual([
      "4 location: must be an Azure region, such as westeurope; got 'West Europe'",
      "1 slug: must be lower-case letters and digits in words joined by single hyphens, starting with a letter; got 'Contoso!'",
      "4 plan: must be enterprise or business_critical, which include SCIM; got 'standard'",
      '5 target.tenantUrl: must be an https URL, because Entra provisions over TLS only; ' +
        'its value is not shown, since it may be a secret',
    ]);
  });

  test.each(['${timestamp()}', '%{ if true }'])('fails on %s, which Terraform would execute', (template) => {
    expect(complaintsAbout('Curates the shared models.', `"x ${template}"`)).toEqual([
      `7 roles.custom[0].description: must not contain '\${' or '%{', because Terraform would execute it; got 'x ${template}'`,
    ]);
  });

  test('fails on a file that is not YAML, with the line', () => {
    expect(complaintsByLine({ 'tenants/contoso.yaml': 'slug: [contoso\n' })[0]).toMatch(/^\d .*is not valid YAML/);
  });

  test.each([
    ['slug: &a [*a, *b]', /^1 : '\*b' refers to no anchor '&b' above it$/],
    [
      'a: &a [1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c]',
      /^1 : contains too many aliases/,
    ],
    ['', /^- : is empty; it must be a map of keys to values; known are slug, /],
    ['# slug: contoso', /^- : is empty; it must be a map of keys to values; known are slug, /],
    ['slug: a\nslug: b', /^2 : is not valid YAML: this map already has a value for this key/],
    ['- slug: contoso', /^1 : must be a map of keys to values/],
    ['7: contoso', /^1 7: is not a known key/],
  ])('fails on %j, and not with a stack trace', (text, complaint) => {
    expect(complaintsByLine({ 'tenants/contoso.yaml': text })).toContainEqual(expect.stringMatching(complaint));
  });

  test('fails on something that is not a file, and names it', () => {
    using folder = configFolder({});
    mkdirSync(join(folder.path, 'tenants', 'contoso.yaml'));

    expect(() => loadConfig(folder.path)).toThrow(/tenants\/contoso.yaml cannot be read \(EISDIR\)/);
  });

  test('fails on a missing value, and says what it should be', () => {
    expect(complaintsAbout('slug: contoso\n', '')).toEqual([
      '1 slug: is missing; must be a short name for the tenant, such as contoso',
    ]);
  });

  test('fails on an image without a digest, since a tag can move', () => {
    expect(complaintsByLine({ 'platform.yaml': PLATFORM.replace(/@sha256.*/, ':latest') })).toEqual([
      "5 image: must name the image by digest (…@sha256:…), so that it never changes; got 'ghcr.io/acme/entra-scim:latest'",
    ]);
  });
});

describe('the folder', () => {
  test('without tenants is a fleet that begins, and says where tenants are read from', () => {
    using folder = configFolder({});
    const notices = () => loadConfig(folder.path).notices;

    expect(notices()).toEqual([
      expect.stringMatching(/^there are no tenants: .*\/tenants contains no \*\.yaml, so only the platform is built/),
    ]);

    rmSync(join(folder.path, 'tenants'), { recursive: true });
    expect(notices()).toEqual([expect.stringMatching(/^there are no tenants: .*\/tenants does not exist, so only/)]);
  });

  test.each(['Tenants', 'tenant', 'tennants'])('fails when tenants are in %s', (name) => {
    using folder = configFolder({ [`${name}/contoso.yaml`]: CONTOSO });
    rmSync(join(folder.path, 'tenants'), { recursive: true });

    expect(() => loadConfig(folder.path)).toThrow(
      `${name} is not searched: tenants are read from 'tenants'; rename it`,
    );
  });

  test.each([
    ['default.yaml', 'defaults.yaml'],
    ['defaults.yml', 'defaults.yaml'],
    ['Platforms.yaml', 'platform.yaml'],
    ['fleet.lock.yml', 'fleet.lock.yaml'],
  ])('fails when nothing would read %s', (name, meant) => {
    const files = { 'tenants/contoso.yaml': CONTOSO, [name]: 'wave: 2\n', 'defaults-eu.yaml': 'wave: 3\n' };

    expect(configComplaints(files)).toEqual([`${name} is ignored; did you mean '${meant}'?`]);
  });

  test('may contain a file of such a name if another one includes it', () => {
    const files = { 'tenants/contoso.yaml': `${CONTOSO}include: ../default.yaml\n`, 'default.yaml': 'wave: 2\n' };

    expect(configComplaints(files)).toEqual([]);
  });
});

describe('a tenant file', () => {
  test('fails where nothing would read it, instead of being ignored silently', () => {
    expect(
      configComplaints({
        'tenants/CONTOSO.YAML': CONTOSO,
        'tenants/more/fabrikam.yml': FABRIKAM,
        'tenants/shared/wave.yaml': 'wave: 2\n',
        'tenants/notes.md': 'Ask first.\n',
        'tenants/apac.json': '{}',
      }),
    ).toEqual([
      "tenants/apac.json must end in '.yaml' or '.yml', in lower case; rename it",
      "tenants/CONTOSO.YAML must end in '.yaml' or '.yml', in lower case; rename it",
      expect.stringMatching(
        /^tenants\/more\/fabrikam\.yml is a tenant's file, and no folder below .*tenants is searched; move it/,
      ),
    ]);
  });

  test('fails when its slug belongs to another file', () => {
    const [complaint] = complaintsByLine({ 'tenants/a.yaml': CONTOSO, 'tenants/b.yaml': CONTOSO });

    expect(complaint).toMatch(/^1 slug: 'contoso' is already the slug of .*tenants\/a.yaml; give this tenant its own$/);
  });

  test('fails when its default role is not declared', () => {
    expect(
      complaintsByLine({ 'tenants/contoso.yaml': `${CONTOSO}service: { defaultRole: account_reviwer }\n` }),
    ).toEqual([
      "11 service.defaultRole: 'account_reviwer' is not a role of this tenant; did you mean 'account_reviewer'?",
    ]);
  });

  test('fails when it assigns a role that is not declared, with the nearest one', () => {
    expect(complaintsAbout('role: account_analyst', 'role: account_analist')).toEqual([
      "9 assignments[0].role: 'account_analist' is not a role of this tenant; did you mean 'account_analyst'?",
    ]);
  });

  test('fails when it assigns a role of a single destination, with the reason', () => {
    expect(complaintsAbout('role: account_analyst', 'role: destination_administrator')).toEqual([
      '9 assignments[0].role: must be an account-level role, because roles of a single destination or connection ' +
        "cannot be provisioned over SCIM; got 'destination_administrator'",
    ]);
  });

  test.each(['User', 'msiam_access'])("fails when it assigns Entra's own role %s", (role) => {
    expect(complaintsAbout('role: account_analyst', `role: ${role}`)[0]).toMatch(
      `'${role}' belongs to Entra's application template and carries no account role`,
    );
  });

  test('fails when a principal has two roles', () => {
    expect(complaintsAbout('user: ann@contoso.example', 'group: data analysts')).toEqual([
      "10 assignments[1]: group data analysts already has the role 'account_analyst'; keep one of the two",
    ]);
  });

  test('fails when the plan does not include SCIM', () => {
    expect(complaintsAbout('plan: enterprise', 'plan: standard')).toEqual([
      "4 plan: must be enterprise or business_critical, which include SCIM; got 'standard'",
    ]);
  });

  test('fails when a custom role repeats a standard one', () => {
    expect(complaintsAbout('displayName: Data Steward', 'displayName: Account analyst')[0]).toMatch(
      "7 roles.custom[0].displayName: must differ from the standard roles; list those under 'standard'",
    );
  });

  test('fails when everybody is in scope and roles are assigned', () => {
    expect(complaintsAbout('plan: enterprise', 'plan: enterprise\nprovisioning: { scope: all }')).toEqual([
      "5 provisioning.scope: must be 'assigned' when there are assignments, because Entra sends no roles for users in scope 'all'",
    ]);
  });

  test('fails when the generation in use is retired', () => {
    expect(complaintsAbout('plan: enterprise', 'plan: enterprise\ntoken: { generation: 2, retired: 2 }')).toEqual([
      '5 token.retired: must be below the generation 2, otherwise Entra has no valid token; got 2',
    ]);
  });

  test.each([
    ['token: []', `token: must be a map with the keys generation, retired; ${UNSHOWN}`],
    [
      'token: { generation: 5000000000 }',
      `token.generation: must be 10000 or less: generations increase one by one; ${UNSHOWN}`,
    ],
    [
      'target: 7',
      `target: must be companion, or an external endpoint; a map has the keys tenantUrl, tokenVariable; ${UNSHOWN}`,
    ],
  ])('fails on %s in words that an operator understands', (line, complaint) => {
    expect(complaintsAbout('plan: enterprise', `plan: enterprise\n${line}`)).toEqual([`5 ${complaint}`]);
  });

  test.each([
    ['http://x.example/v2', 'must be an https URL, because Entra provisions over TLS only'],
    ['https://x y/v2', 'must be a URL, such as https://scim.example.com/v2'],
    ['https://user:hunter2@x.example/v2', 'must not contain a user or password'],
    ['https://x.example/v2#f', 'must not have a fragment'],
    ['https://x.example/v2/', 'must have a path that ends without a slash, because Entra appends /Users'],
    ['https://x.example', 'must have a path that ends without a slash, because Entra appends /Users'],
  ])('fails when its tenant URL is %s', (url, complaint) => {
    const files = { 'tenants/fabrikam.yaml': FABRIKAM.replace('https://scim.fabrikam.example/v2', url) };

    expect(complaintsByLine(files)[0]).toContain(`5 target.tenantUrl: ${complaint}`);
    expect(complaintsByLine(files)[0]).not.toContain('hunter2');
  });

  test('fails when its token is in a variable that Terraform reserves', () => {
    const files = { 'tenants/fabrikam.yaml': FABRIKAM.replace('fabrikam_scim_token', 'count') };

    expect(complaintsByLine(files)).toEqual([
      expect.stringMatching(/^6 target\.tokenVariable: must not be a name that Terraform reserves: .*count/),
    ]);
  });

  test.each([
    ['target: hunter2-S3cret', 'target'],
    ['target: { tenantUrl: https://x.example/v2, tokenVariable: hunter2-S3cret }', 'target.tokenVariable'],
    ['target: { tenantUrl: https://x.example/v2, tokenVariable: 0hunter2 }', 'target.tokenVariable'],
    ['target: { tenantUrl: https://x.example/v2, tokenVariable: hunter2c0ffeec0ffee12 }', 'target.tokenVariable'],
    ['target: { tenantUrl: "https://x.example/v2/?token=hunter2", tokenVariable: x }', 'target.tenantUrl'],
    ['target: { tenantUrl: "https://x.example/v2?access_token=hunter2", tokenVariable: x }', 'target.tenantUrl'],
    ['target: { tenantUrl: https://x.example/v2, tokenVariable: "hunter2${x}" }', 'target.tokenVariable'],
    ['target: [{ tenantUrl: https://x.example/v2, tokenVariable: hunter2 }]', 'target'],
    ['target: { tenantUrl: https://x.example/v2, tokenVariable: x, token: hunter2 }', 'target.token'],
    ['token: hunter2', 'token'],
    ['token: { generation: hunter2 }', 'token.generation'],
  ])('fails on %s without repeating the secret', (line, path) => {
    using folder = configFolder({ 'tenants/fabrikam.yaml': FABRIKAM.replace(/target:[^]*/, `${line}\n`) });

    expect(() => loadConfig(folder.path)).toThrow(`fabrikam.yaml:4`);
    expect(() => loadConfig(folder.path)).toThrow(`${path}: `);
    expect(() => loadConfig(folder.path)).not.toThrow('hunter2');
  });

  test.each([
    'registry: hunter2',
    'registry: { username: puller, passwordGeneration: hunter2 }',
    'registry: { username: { password: hunter2 } }',
    'monitoring: { notify: { webhooks: ["http://hooks.acme.example/hunter2"] } }',
    'monitoring: { notify: https://hooks.acme.example/hunter2 }',
    'monitoring: [{ notify: hunter2 }]',
  ])('fails on %s in the platform file without repeating the secret', (line) => {
    using folder = configFolder({ 'platform.yaml': `${PLATFORM}${line}\n` });

    expect(() => loadConfig(folder.path)).toThrow('platform.yaml:6');
    expect(() => loadConfig(folder.path)).not.toThrow('hunter2');
  });

  test('spells object ids as Graph does, so that Terraform sees no change', () => {
    const id = '3F0A8C52-1F0E-4B57-A0F4-7F2F3A1C9BE4';
    using folder = configFolder({ 'tenants/contoso.yaml': CONTOSO.replace('Data Analysts', id) });

    expect(loadConfig(folder.path).tenants[0]?.assignments[0]?.principal.reference).toBe(id.toLowerCase());
  });

  test('fails when an external target has options of the companion service', () => {
    const options = 'token: { generation: 2 }\nservice: { restore: refuse }\n';

    expect(complaintsByLine({ 'tenants/fabrikam.yaml': `${FABRIKAM}${options}` })).toEqual([
      "7 token: belongs to the companion service; remove it, or set 'target: companion'",
      "8 service: belongs to the companion service; remove it, or set 'target: companion'",
    ]);
  });
});
