import { isDeferred } from '../../../programs/pipeline/deferral';
import { renderDiagnostic } from '../../../programs/pipeline/diagnostic';
import { change, planOf } from '../../support/plan-document';
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

describe('a sign-in to the console that looks up the identity of the service', () => {
  const NO_IDENTITY = {
    summary:
      'User Assigned Identity (Subscription: "x" User Assigned Identity Name: "acme-scim-runtime") was not found',
    address: 'data.azurerm_user_assigned_identity.Runtime',
  };

  test('waits for the platform that is about to make it, and says so', () => {
    const made = planOf([change('azurerm_user_assigned_identity.runtime', null, { name: 'acme-scim-runtime' })]);

    expect(isDeferred([NO_IDENTITY], [made])).toBe(true);
    expect(isDeferred([NO_IDENTITY], [], true)).toBe(true);
    expect(renderDiagnostic(NO_IDENTITY)).toContain('deploy the platform first, then plan this stack again');
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
