import { DEFAULT_POLICY } from '../../../fleet/model/policy';
import type { Json, PlannedChange, TerraformPlan } from '../../../programs/review/plan/terraform-plan';
import { reviewPlan } from '../../../programs/review/plan-review';
import { checkPolicy } from '../../../programs/review/policy/check-policy';
import { renderJson } from '../../../programs/review/report/json';
import { renderMarkdown } from '../../../programs/review/report/markdown';
import { renderText } from '../../../programs/review/report/text';
import { change, lookedUp, looksUp, planOf, realPlan } from '../../support/plan-document';
import { application, assigned, REVIEWER, role, step } from '../../support/tenant-plan';

/**
 * Ways in which a provider, or the author of a configuration, may copy a secret into a value that is not marked
 * sensitive.
 */
const COPIES: Readonly<Record<string, (secret: string) => string>> = {
  'as it is': (secret) => secret,
  'inside another text': (secret) => `Bearer ${secret}; more`,
  'inside a word': (secret) => `x${secret}x`,
  'URL-encoded': (secret) => `https://example.com/?token=${encodeURIComponent(secret)}`,
  'in JSON': (secret) => JSON.stringify({ token: secret }),
  'in base64': (secret) => Buffer.from(secret).toString('base64'),
  'in base64 with a user': (secret) => Buffer.from(`user:${secret}`).toString('base64'),
  'URL-encoded in base64': (secret) => Buffer.from(`?token=${encodeURIComponent(secret)}`).toString('base64'),
  'in JSON in base64': (secret) => Buffer.from(JSON.stringify({ token: secret })).toString('base64'),
  'in JSON in JSON in base64': (secret) =>
    Buffer.from(JSON.stringify({ body: JSON.stringify({ token: secret }) })).toString('base64'),
  'in base64 of many lines': (secret) => wrapped(`user:${secret}`).join('\n'),
  'in base64 of many lines in JSON': (secret) => JSON.stringify({ auth: wrapped(`user:${secret}`).join('\r\n') }),
  'in base64 whose lines are folded': (secret) => wrapped(`user:${secret}`).join(' '),
  'in base64 in a URL': (secret) => `?auth=${encodeURIComponent(Buffer.from(`>>${secret}??`).toString('base64'))}`,
  'in base64 for URLs': (secret) => Buffer.from(`>>${secret}??`).toString('base64url'),
};

/** Base64 with shorter lines than usual, so that even a short secret spans several lines. */
function wrapped(text: string): string[] {
  return (
    Buffer.from(text)
      .toString('base64')
      .match(/.{1,16}/g) ?? []
  );
}

/** A plan in which every sensitive value is a marker, with copies of the marker in everything that a review shows. */
function planWith(secret: string, copy: string): TerraformPlan {
  const credential = (token: string): Json => [
    { key: 'BaseAddress', value: `https://scim.example/${copy}` },
    { key: 'SecretToken', value: token },
    { key: 'SyncAll', value: 'false' },
  ];
  const masks = {
    before_sensitive: { credential: [{ value: true }, { value: true }, { value: true }] },
    after_sensitive: { credential: [{ value: true }, { value: true }, { value: true }] },
  };
  const whole = { before_sensitive: { secret: true }, after_sensitive: { secret: true } };
  const named = { ...role(REVIEWER), value: copy, display_name: copy, description: copy };
  const app = { display_name: copy, notes: copy, app_role: [named] };
  const changes: PlannedChange[] = [
    change(
      'azuread_synchronization_secret.credentials',
      { credential: credential(secret) },
      { credential: credential(`${secret}2`) },
      masks,
    ),
    change(
      'random_password.token',
      { result: secret, length: 48 },
      { result: `${secret}2`, length: 49 },
      {
        actions: ['delete', 'create'],
        replace_paths: [[copy]],
      },
    ),
    change(
      'azurerm_container_app.app',
      { name: copy, secret: [{ name: 'tenants', value: secret }] },
      { name: 'app', secret: [{ name: 'tenants', value: `${secret}3` }] },
      whole,
    ),
    change('azurerm_key_vault_secret.token', { name: copy, value: secret }, { name: 'new', value: secret }),
    change(
      `acme_thing.x["${copy}"]`,
      { [copy]: 'a', hidden: secret },
      { [copy]: 'b' },
      { before_sensitive: { hidden: true } },
    ),
    change(`acme_other.${copy}`, null, { note: copy }),
    application(app, { display_name: `new ${copy}`, notes: '', app_role: [] }),
    { ...assigned('Finance', REVIEWER.id, null), name: copy },
    change('azuread_app_role_assignment.a', null, {
      principal_display_name: copy,
      app_role_id: copy,
      principal_type: copy,
    }),
    step(
      { tenantUrl: `https://old.example/${copy}` },
      {
        tenantUrl: `https://${copy}@new.example/?${copy}=${copy}`,
        notify: copy,
        mappings: { users: [{ target: copy, source: `[${copy}]` }], groups: [] },
        scopingFilters: {
          users: [{ name: copy, clauses: [{ attribute: copy, operator: 'EQUALS', value: copy }] }],
          groups: [],
        },
      },
    ),
  ];
  return planOf(changes, {
    variables: { external_token: { value: secret } },
    output_changes: { token: { actions: ['create'], after: secret, after_sensitive: true } },
    planned_values: { outputs: { token: { sensitive: true, value: secret } } },
    resource_drift: [application(app, { ...app, notes: `drifted ${copy}` })],
    checks: [{ status: 'fail', address: { to_display: copy } }],
    configuration: {
      provider_config: { azuread: { name: 'azuread', expressions: { tenant_id: { constant_value: copy } } } },
      root_module: { variables: { external_token: { sensitive: true } } },
    },
    ...lookedUp(
      looksUp('data.azuread_client_config.caller', { tenant_id: `other ${copy}` }),
      looksUp('data.azuread_group.g', { object_id: 'object-id-of-Finance', display_name: copy }),
    ),
  });
}

/** The review of a plan in all formats. */
function printed(document: TerraformPlan): Record<string, string> {
  const plan = reviewPlan('contoso', 'contoso.json', document);
  const review = { plans: [plan], results: checkPolicy(plan, DEFAULT_POLICY, []) };
  return { text: renderText(review), markdown: renderMarkdown(review), json: renderJson(review) };
}

/** The middle of the marker in base64, for each possible alignment. */
const TRACES = [
  'MARKER',
  ...[0, 1, 2].map((pad) =>
    Buffer.from(`${'x'.repeat(pad)}MARKERmarker`)
      .toString('base64')
      .slice(4, 12),
  ),
];

describe('no sensitive value', () => {
  const secret = 'MARKERmarkerMARKERmarkerMARKER/&?"9';

  test.each(Object.entries(COPIES))('is printed in any format when a copy of it stands %s', (_, copyOf) => {
    const copy = copyOf(secret);
    expect(TRACES.some((trace) => copy.includes(trace))).toBe(true);

    for (const output of Object.values(printed(planWith(secret, copy)))) {
      expect(output.length).toBeGreaterThan(2000);
      for (const trace of TRACES) expect(output).not.toContain(trace);
    }
  });

  test.each(Object.entries(COPIES))('shows its length when a copy of it stands %s', (_, copyOf) => {
    const [short, long] = ['MARKERmarker/&?"9', `MARKERmarker${'long'.repeat(50)}/&?"9`];

    expect(printed(planWith(long, copyOf(long)))).toEqual(printed(planWith(short, copyOf(short))));
  });

  test('of a real plan is printed', () => {
    for (const name of ['change-mapping', 'remove-assignment', 'remove-role', 'rotate-token']) {
      expect(JSON.stringify(realPlan(name))).toContain('MARKER');

      for (const output of Object.values(printed(realPlan(name)))) expect(output).not.toContain('MARKER');
    }
  });

  test('hides the tenant URL', () => {
    const moved = planOf([
      change(
        'azuread_synchronization_secret.credentials',
        {
          credential: [
            { key: 'BaseAddress', value: 'https://old.example/scim' },
            { key: 'SecretToken', value: secret },
          ],
        },
        {
          credential: [
            { key: 'BaseAddress', value: 'https://new.example/scim' },
            { key: 'SecretToken', value: secret },
          ],
        },
        { before_sensitive: { credential: true }, after_sensitive: { credential: true } },
      ),
    ]);

    expect(printed(moved)['text']).toContain('https://old.example/scim → https://new.example/scim');
  });
});
