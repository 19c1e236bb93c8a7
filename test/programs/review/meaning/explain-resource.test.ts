import type { JsonObject, PlannedChange } from '../../../../programs/review/plan/terraform-plan';
import { reviewPlan } from '../../../../programs/review/plan-review';
import { change, planOf } from '../../../support/plan-document';
import { application, REVIEWER, role, STEWARD } from '../../../support/tenant-plan';

/** Kinds of the findings, each with the attributes whose names but not values are shown. */
function unshown(planned: PlannedChange): [kind: string, unshown: readonly string[]][] {
  const { findings } = reviewPlan('contoso', 'contoso.json', planOf([planned]));
  return findings.map(({ kind, unshown: names = [] }) => [kind, names]);
}

const DIGEST = `acme@sha256:${'0'.repeat(64)}`;
const app = { notes: 'a', app_role: [role(REVIEWER)] };

function service(container: JsonObject, template: JsonObject = {}, more: JsonObject = {}): JsonObject {
  return { name: 'scim', template: [{ min_replicas: 2, ...template, container: [container] }], ...more };
}

describe('a difference that may not be shown', () => {
  test('is named beside those that are shown', () => {
    const after = { ...app, notes: 'b', support_url: 'https://other.example', marketing_url: 'https://other.example' };

    expect(unshown(application(app, after))).toContainEqual(['changed', ['marketing_url', 'support_url']]);
  });

  test('is named beside explained ones, down to the blocks that hold them', () => {
    const before = service({ image: DIGEST, args: ['a'] }, {}, { identity: [{ type: 'UserAssigned' }] });
    const after = service({ image: DIGEST.replace(':0', ':1'), args: ['b'] }, { volume: [{ name: 'x' }] });

    expect(unshown(change('azurerm_container_app.app', before, after))).toEqual([
      ['image-changed', []],
      ['changed', ['identity', 'template.container.args', 'template.volume']],
    ]);
  });

  test('is named even if it is not known yet', () => {
    const planned = application(app, { ...app, notes: 'b' }, { after_unknown: { support_url: true } });

    expect(unshown(planned)).toEqual([['changed', ['support_url']]]);
  });

  test('is not named if it was explained already, or only follows from one that was', () => {
    const after = { ...app, app_role: [role(REVIEWER), role(STEWARD)] };

    expect(unshown(application(app, after, { after_unknown: { app_role_ids: true } }))).toEqual([['role-created', []]]);
  });

  test('is named by its attribute where it is in a map, whose keys are as secret as its values', () => {
    const after = service({ image: DIGEST }, { max_replicas: 4 }, { metadata: { 'ann@contoso.com': 'x' } });

    expect(unshown(change('azurerm_container_app.app', service({ image: DIGEST }), after))).toEqual([
      ['changed', ['metadata']],
    ]);
  });
});

test('a replacement shows the differences that may be shown', () => {
  const grant = { role_definition_name: 'Reader', scope: '/subscriptions/1/resourceGroups/acme' };
  const [before, after] = ['ann', 'bob'].map((principal_id) => ({ ...grant, principal_id }));
  const replaced = { actions: ['delete', 'create'], replace_paths: [['principal_id']] };
  const planned = change('azurerm_role_assignment.x', before ?? null, after ?? null, replaced);

  expect(reviewPlan('platform', 'platform.json', planOf([planned])).findings).toMatchObject([
    { kind: 'rights-moved', attributes: [{ name: 'principal_id', before: 'ann', after: 'bob' }] },
  ]);
});

test('several attributes with one meaning are reported as one', () => {
  const type = 'azurerm_postgresql_flexible_server_firewall_rule';
  const rule = (start_ip_address: string, end_ip_address: string) => ({ name: 'x', start_ip_address, end_ip_address });
  const opened = change(`${type}.x`, rule('10.0.0.2', '10.0.0.3'), rule('0.0.0.0', '255.255.255.255'));

  expect(reviewPlan('platform', 'platform.json', planOf([opened])).findings).toMatchObject([
    { kind: 'database-public', attributes: [{ name: 'start_ip_address' }, { name: 'end_ip_address' }] },
  ]);
});
