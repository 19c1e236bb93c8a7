import { isDeferred } from '../../../programs/pipeline/deferral';
import { renderDiagnostic } from '../../../programs/pipeline/diagnostic';
import { CONSOLE_MADE as MADE, CONSOLE_MISSING as MISSING } from '../../support/platform-plan';

describe('a platform that looks up the application of its admin API', () => {
  test('waits for the console that is about to make it, and says so', () => {
    expect(isDeferred([MISSING], [MADE])).toBe(true);
    expect(renderDiagnostic(MISSING)).toContain("The stack 'console' creates it: deploy that stack first");
  });

  test.each([
    ['nothing makes it', [MISSING], []],
    ['another one is made', [{ ...MISSING, detail: MISSING.detail.replace('acme', 'other') }], [MADE]],
    ['it may not read', [{ ...MISSING, detail: 'Authorization_RequestDenied' }], [MADE]],
  ])('fails where %s', (_what, errors, plans) => {
    expect(isDeferred(errors, plans)).toBe(false);
  });
});

describe('a stack after one that waits', () => {
  const VAULT = {
    summary: 'Key Vault (Subscription: "x" Key Vault Name: "acme-scim-kv") was not found',
    address: 'data.azurerm_key_vault.Vault',
  };

  test('waits for what that one is going to make', () => {
    expect(isDeferred([VAULT, MISSING], [], true)).toBe(true);
    expect(isDeferred([VAULT, MISSING], [], false)).toBe(false);
  });

  test.each([
    ['it looks up a person whom nobody makes', { ...VAULT, address: 'data.azuread_user.ann' }],
    ['it may not read', { ...VAULT, summary: 'AuthorizationFailed' }],
  ])('fails where %s', (_what, error) => {
    expect(isDeferred([VAULT, error], [], true)).toBe(false);
  });
});
