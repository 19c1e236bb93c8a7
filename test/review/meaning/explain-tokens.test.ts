import { tokenSecretName } from '../../../constructs/azure/token-secret-name';
import { parseTokenName } from '../../../review/meaning/token-name';
import type { PlannedChange } from '../../../review/plan/terraform-plan';
import { reviewPlan } from '../../../review/plan-review';
import { change, planOf } from '../../support/plan-document';

const SECRET = { before_sensitive: { result: true, value: true }, after_sensitive: { result: true, value: true } };
const IS = { length: 48, result: 'MARKER-token', value: 'MARKER-token' };

/** A token's password and the secret that keeps it. */
function token(generation: number, before: object | null, after: object | null, more = {}): PlannedChange[] {
  const name = tokenSecretName('contoso', generation);
  const [old, next] = [before && { ...IS, ...before }, after && { ...IS, ...after }];
  return ['random_password', 'azurerm_key_vault_secret'].map((type) =>
    change(`${type}.${name}`, old, next, { ...SECRET, ...more }),
  );
}

function told(...tokens: PlannedChange[][]): string[] {
  const { findings } = reviewPlan('platform', 'platform.json', planOf(tokens.flat()));
  return findings.map(({ kind, what }) => `${kind}: ${what}`);
}

describe('what happens to tokens', () => {
  test('knows a token by the name that the vault gives it', () => {
    expect(parseTokenName(tokenSecretName('contoso-eu-2', 13))).toEqual({ slug: 'contoso-eu-2', generation: 13 });
    expect(parseTokenName('session-key')).toBeUndefined();
  });

  test('tells once of a new token, although a password and a secret are made for it', () => {
    expect(told(token(2, {}, {}), token(3, null, {}))).toEqual(['token-created: token 3 of contoso']);
  });

  test('sees an old token as retired when a newer one stands', () => {
    expect(told(token(2, {}, null), token(3, {}, {}))).toEqual(['token-retired: token 2 of contoso']);
  });

  test.each([
    ['a newer one is only made by the same plan', [token(2, {}, null), token(3, null, {})]],
    ['only an older one stands', [token(2, {}, {}), token(3, {}, null)]],
    ['it is the last one', [token(3, {}, null)]],
    ['it is made anew', [token(3, {}, {}, { actions: ['delete', 'create'] })]],
  ])('sees no overlap when a token goes and %s', (_, tokens) => {
    expect(told(...tokens)[0]).toMatch(/^token-without-overlap: token [23] of contoso$/);
  });
});
