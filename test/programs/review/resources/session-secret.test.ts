import { reviewPlan } from '../../../../programs/review/plan-review';
import { CONSEQUENCES } from '../../../../programs/review/resources/resources';
import { change, planOf } from '../../../support/plan-document';

const IS = { name: 'scim-session', value_wo_version: 1, content_type: 'Secret that seals sessions' };

describe('a change to the secret that seals sessions', () => {
  test.each([
    ['created', null, IS, {}, 'session-secret-made: scim-session'],
    ['deleted', IS, null, {}, 'session-secret-deleted: scim-session'],
    ['replaced', IS, IS, { actions: ['delete', 'create'] }, 'session-secret-replaced: scim-session'],
    ['overwritten', IS, { ...IS, value_wo_version: 2 }, {}, 'session-secret-replaced: scim-session'],
    ['described', IS, { ...IS, content_type: 'Secret' }, {}, 'changed: secret scim-session'],
  ] as const)('is reported as routine when it is %s', (_what, before, after, more, expected) => {
    const planned = change('azurerm_key_vault_secret.scim-session', before, after, more);

    const { findings } = reviewPlan('platform', 'platform.json', planOf([planned]));

    expect(findings.map(({ kind, what }) => `${kind}: ${what}`)).toEqual([expected]);
    expect(findings.map(({ kind }) => CONSEQUENCES[kind].class)).toEqual(['routine']);
  });
});
