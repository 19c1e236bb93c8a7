import { readerSecretName, tokenSecretName } from '../../../../microsoft/azure/token-secret-name';
import type { PlannedChange } from '../../../../programs/review/plan/terraform-plan';
import { reviewPlan } from '../../../../programs/review/plan-review';
import { CONSEQUENCES } from '../../../../programs/review/resources/resources';
import { change, planOf, realPlan } from '../../../support/plan-document';

const SECRET = { before_sensitive: { result: true, value: true }, after_sensitive: { result: true, value: true } };
const IS = { length: 48, result: 'MARKER-token', value: 'MARKER-token' };

/** A change to the vault secret with a token. */
function kept(generation: number, before: object | null, after: object | null, more = {}): PlannedChange {
  return ofToken('azurerm_key_vault_secret', generation, before, after, more);
}

/** A change to the password resource that generates a token. */
function password(generation: number, before: object | null, after: object | null, more = {}): PlannedChange {
  return ofToken('random_password', generation, before, after, more);
}

function ofToken(type: string, generation: number, before: object | null, after: object | null, more: object) {
  const [old, next] = [before && { ...IS, ...before }, after && { ...IS, ...after }];
  return change(`${type}.${tokenSecretName('contoso', generation)}`, old, next, { ...SECRET, ...more });
}

/** Changes to both resources of a token, in the order in which Terraform writes them. */
function token(...[generation, before, after, more]: Parameters<typeof kept>): PlannedChange[] {
  return [kept(generation, before, after, more), password(generation, before, after, more)];
}

function told(...tokens: PlannedChange[][]): string[] {
  const { findings } = reviewPlan('platform', 'platform.json', planOf(tokens.flat()));
  return findings.map(({ kind, what }) => `${kind}: ${what}`);
}

describe('a change to tokens', () => {
  test.each([
    ['contoso', 'reader-added', 'routine', 'reader product of contoso'],
    [undefined, 'reader-of-all-added', 'risky', 'reader product of all tenants'],
  ])('names a new reader of %s, and tells its later tokens from that', (slug, kind, severity, owner) => {
    const generation = (number: number, before: object | null, after: object | null) =>
      ['azurerm_key_vault_secret', 'random_password'].map((type) =>
        change(
          `${type}.${readerSecretName(slug, 'product', number)}`,
          before && { ...IS, ...before },
          after && { ...IS, ...after },
          SECRET,
        ),
      );

    expect(told(generation(1, null, {}), generation(2, null, {}))).toEqual([
      `${kind}: token 1 of ${owner}`,
      `${kind}: token 2 of ${owner}`,
    ]);
    expect(CONSEQUENCES[kind as 'reader-added'].class).toBe(severity);
    expect(told(generation(1, {}, {}), generation(2, null, {}))).toEqual([`reader-token-created: token 2 of ${owner}`]);
    expect(told(generation(1, {}, null), generation(2, {}, {}))).toEqual([`reader-token-retired: token 1 of ${owner}`]);
    expect(told(generation(1, {}, null))).toEqual([`reader-cut-off: token 1 of ${owner}`]);
    expect(told(generation(1, null, {}), token(1, {}, {}))).toEqual([`${kind}: token 1 of ${owner}`]);
  });

  test('reports a new token once, although a password and a secret are created for it', () => {
    expect(told(token(2, {}, {}), token(3, null, {}))).toEqual(['token-created: token 3 of contoso']);
  });

  test('sees an old token as retired when a newer one remains', () => {
    expect(told(token(2, {}, null), token(3, {}, {}))).toEqual(['token-retired: token 2 of contoso']);
  });

  test.each([
    ['a newer one is only made by the same plan', [token(2, {}, null), token(3, null, {})]],
    ['only an older one remains', [token(2, {}, {}), token(3, {}, null)]],
    ['it is the last one', [token(3, {}, null)]],
    ['it is replaced', [token(3, {}, {}, { actions: ['delete', 'create'] })]],
  ])('sees no overlap when a token goes and %s', (_, tokens) => {
    expect(told(...tokens)[0]).toMatch(/^token-without-overlap: token [23] of contoso$/);
  });

  test('sees no overlap when the password is replaced, which changes its secret in place', () => {
    const unknown = { after_unknown: { value: true } };
    const replaced = { actions: ['delete', 'create'], replace_paths: [['length']] };

    expect(told([kept(3, {}, { value: undefined }, unknown), password(3, {}, { length: 49 }, replaced)])).toEqual([
      'token-without-overlap: token 3 of contoso',
    ]);
  });

  test('sees no overlap when the secret alone gets another value, for which a newer token is no remedy', () => {
    const other = kept(3, {}, { value: 'MARKER-other' });

    expect(told([other, password(3, {}, {})])).toEqual(['token-without-overlap: token 3 of contoso']);
    expect(told(token(2, {}, null), [other, password(3, {}, {})])).toEqual([
      'token-without-overlap: token 2 of contoso',
      'token-without-overlap: token 3 of contoso',
    ]);
  });

  test('finds it routine when only other attributes of a secret change, and shows or names them', () => {
    const [before, after] = [{ content_type: 'token' }, { content_type: 'SCIM bearer token', tags: { by: 'ann' } }];
    const { findings } = reviewPlan('platform', 'platform.json', planOf([kept(3, before, after), password(3, {}, {})]));

    expect(findings).toMatchObject([
      {
        kind: 'changed',
        what: 'token 3 of contoso',
        attributes: [{ name: 'content_type', before: 'token', after: 'SCIM bearer token' }],
        unshown: ['tags'],
      },
    ]);
  });
});

test('retired tokens of a real plan are reported once, with the tokens that remain for Entra to present', () => {
  const { findings, class: worst } = reviewPlan('acme', 'acme.json', realPlan('tokens-retired'));
  const retired = findings.filter(({ kind }) => kind === 'token-retired');

  expect(worst).toBe('routine');
  expect(retired).toMatchObject([
    {
      what: 'gen-1, gen-2 of contoso',
      attributes: [{ name: 'tokens', before: ['gen-1', 'gen-2', 'gen-3'], after: ['gen-3'] }],
    },
  ]);
  expect(CONSEQUENCES['token-retired'].next).toMatch(/^Entra must already present a newer token/);
  // No findings for the service and the step that waits for it: they change only as a consequence.
  expect(findings).toHaveLength(1);
});

test.each([
  ['no token stays', ['gen-1'], ['gen-2'], 'token-without-overlap'],
  ['one is added', ['gen-1'], ['gen-1', 'gen-2'], 'tenant-described'],
  ['one goes', ['gen-1', 'gen-2'], ['gen-2'], 'token-retired'],
])('a registry in which %s is reported as such', (_, before, after, kind) => {
  const registry = (tokens: string[]) => ({ input: { tenants: [{ slug: 'contoso', tokens }] } });
  const planned = change('terraform_data.tenants', registry(before), registry(after));

  expect(reviewPlan('acme', 'acme.json', planOf([planned])).findings.map((finding) => finding.kind)).toEqual([kind]);
});
