import type { JsonObject } from '../../../../programs/review/plan/terraform-plan';
import { reviewPlan } from '../../../../programs/review/plan-review';
import { change, planOf } from '../../../support/plan-document';

const registry = (tokens: string[]) => ({ input: { tenants: [{ slug: 'contoso', tokens }] } });
const told = change('terraform_data.tenants', registry(['gen-1', 'gen-2']), registry(['gen-2']));

const service = (digest: string, more: JsonObject = {}, level = 'info') => ({
  name: 'acme-scim',
  secret: [{ name: 'tenants', value: `registry-${digest}` }],
  template: [{ container: [{ env: [pair('TENANTS_SHA256', digest), pair('LOG_LEVEL', level)] }] }],
  ...more,
});
const pair = (name: string, value: string) => ({ name, value });
const settled = (digest: string, more: JsonObject = {}) => ({ triggers_replace: { TENANTS_SHA256: digest, ...more } });
const again = { actions: ['delete', 'create'], replace_paths: [['triggers_replace']] };

const kinds = (...changes: Parameters<typeof planOf>[0]) =>
  reviewPlan('platform', 'platform.json', planOf(changes)).findings.map(({ kind }) => kind);

describe('a service that is given another registry', () => {
  const follows = change('azurerm_container_app.app', service('a'), service('b'));
  const waits = change('terraform_data.settled', settled('a'), settled('b'), again);

  test('is left out if the plan shows how the registry changes, and so is the step that waits for it', () => {
    expect(kinds(told, follows, waits)).toEqual(['token-retired']);
  });

  test('is risky if the plan does not show how the registry changes', () => {
    expect(kinds(follows, waits)).toEqual(['registry-changed', 'repeated']);
  });

  test.each([
    ['a variable', service('b', {}, 'debug')],
    ['another secret', service('b', { secret: [pair('tenants', 'registry-b'), pair('other', 'x')] })],
    ['an attribute', service('b', { tags: { by: 'ann' } })],
  ])('is reported where %s changes too', (_, after) => {
    expect(kinds(told, change('azurerm_container_app.app', service('a'), after))).toContain('changed');
  });

  test('has its step reported where something other than the registry makes that run again', () => {
    const other = change('terraform_data.settled', settled('a', { x: '1' }), settled('b', { x: '2' }), again);

    expect(kinds(told, follows, other)).toContain('repeated');
  });
});
