import type { TerraformPlan } from '../../../../programs/review/plan/terraform-plan';
import { planHash, reviewPlan } from '../../../../programs/review/plan-review';
import { change, lookedUp, looksUp, planOf, realPlan } from '../../../support/plan-document';
import { application, assigned, credentials, REVIEWER, STEWARD } from '../../../support/tenant-plan';

const hash = (document: TerraformPlan) => reviewPlan('contoso', 'contoso.json', document).changeSetHash;

describe('changeSetHash', () => {
  const changes = [assigned('Finance', REVIEWER.id, null), application({ notes: 'a' }, { notes: 'b' })];
  const reviewed = hash(planOf(changes));

  test('is the same with and without the rest of the review', () => {
    expect(planHash(realPlan('rotate-token'))).toBe(hash(realPlan('rotate-token')));
  });

  test('is the same for a plan that does the same, whenever it was made and however it is ordered', () => {
    const timed = { timestamp: '2027-01-01T00:00:00Z' };
    const turned = { owners: ['deployer'], sign_in_audience: 'AzureADMyOrg', display_name: 'Contoso workspace' };
    const [first] = changes;
    const second = change('azuread_application.app', { notes: 'a', ...turned }, { notes: 'b', ...turned });

    expect(hash(planOf(changes.toReversed(), timed as Partial<TerraformPlan>))).toBe(reviewed);
    expect(hash(planOf(first ? [second, first] : []))).toBe(reviewed);
    expect(reviewed).toMatch(/^[0-9a-f]{64}$/);
  });

  test('does not depend on resources that stay as they are', () => {
    const staying = assigned('Legal', REVIEWER.id, REVIEWER.id);

    expect(hash(planOf([...changes, staying]))).toBe(reviewed);
    expect(hash(planOf([staying]))).toBe(hash(planOf([])));
  });

  test.each([
    ['somebody else loses', [assigned('Legal', REVIEWER.id, null), changes[1]]],
    ['another role is lost', [assigned('Finance', STEWARD.id, null), changes[1]]],
    ['one change less is made', [changes[0]]],
    ['another text is written', [changes[0], application({ notes: 'a' }, { notes: 'c' })]],
    ['another text was there', [changes[0], application({ notes: 'x' }, { notes: 'b' })]],
    [
      'it is replaced and not changed',
      [changes[0], application({ notes: 'a' }, { notes: 'b' }, { actions: ['delete', 'create'] })],
    ],
    [
      'something is not known any more',
      [changes[0], application({ notes: 'a' }, { notes: 'b' }, { after_unknown: { tags: true } })],
    ],
  ])('differs when %s', (_, planned) => {
    expect(hash(planOf(planned.filter((one) => one !== undefined)))).not.toBe(reviewed);
  });

  const lookingUp = (tenant_id: string): Partial<TerraformPlan> => ({
    configuration: {
      provider_config: { azuread: { name: 'azuread', expressions: { tenant_id: { constant_value: 'named' } } } },
    },
    ...lookedUp(looksUp('data.azuread_client_config.caller', { tenant_id })),
  });

  test.each<[string, Partial<TerraformPlan>, Partial<TerraformPlan>]>([
    ['an output', { output_changes: { url: { actions: ['update'], before: 'a', after: 'b' } } }, {}],
    [
      'the value of an output',
      { output_changes: { url: { actions: ['update'], before: 'a', after: 'b' } } },
      { output_changes: { url: { actions: ['update'], before: 'a', after: 'c' } } },
    ],
    ['an action', { action_invocations: [{ address: 'action.acme_run.x' }] }, {}],
    [
      'what an action is handed',
      { action_invocations: [{ address: 'action.acme_run.x', config_values: { size: 1 } }] },
      { action_invocations: [{ address: 'action.acme_run.x', config_values: { size: 2 } }] },
    ],
    [
      'an action that is put off',
      { deferred_action_invocations: [{ action_invocation: { address: 'action.a.x' } }] },
      {},
    ],
    ['a change that is put off', { deferred_changes: [{ resource_change: change('acme_thing.x', null, {}) }] }, {}],
    ['a failed check', { checks: [{ status: 'fail', address: { to_display: 'check.x' } }] }, {}],
    [
      'the message of a failed check',
      { checks: [{ status: 'fail', instances: [{ problems: [{ message: 'a' }] }] }] },
      { checks: [{ status: 'fail', instances: [{ problems: [{ message: 'b' }] }] }] },
    ],
    ['an error of Terraform', { errored: true }, {}],
    ['that it is not complete', { complete: false }, {}],
    ['a part that is not known', { stack_changes: [{ a: 1 }] } as object, { stack_changes: [{ a: 2 }] } as object],
    ['the directory that it was made in', lookingUp('one'), lookingUp('other')],
  ])('differs by %s', (_, one, other) => {
    expect(hash(planOf([], one))).not.toBe(hash(planOf([], other)));
  });

  test('differs by the id of the imported resource', () => {
    const imported = (id: string) => hash(planOf([change('acme_thing.x', { a: 1 }, { a: 1 }, { importing: { id } })]));

    expect(imported('/one')).not.toBe(imported('/other'));
  });

  test('does not depend on an unchanged output, or on a secret passed to an action or an output', () => {
    const output = (after: string): Partial<TerraformPlan> => ({
      output_changes: {
        stays: { actions: ['no-op'], before: after, after },
        token: { actions: ['create'], before: null, after, after_sensitive: true },
      },
    });
    const action = (token: string): Partial<TerraformPlan> => ({
      action_invocations: [{ address: 'action.x.y', config_values: { token }, config_sensitive: { token: true } }],
    });

    expect(hash(planOf([], output('MARKER-one')))).toBe(hash(planOf([], output('MARKER-two'))));
    expect(hash(planOf([], action('MARKER-one')))).toBe(hash(planOf([], action('MARKER-two'))));
  });

  test('reveals nothing about a secret: plans that differ only in a secret have the same hash', () => {
    const copied = (secret: string) =>
      hash(
        planOf([
          credentials({ SecretToken: 'MARKER-old' }, { SecretToken: secret }),
          change('acme_thing.x', null, { note: `Bearer ${secret}` }),
        ]),
      );

    expect(copied('MARKER-one')).toBe(copied('MARKER-two'));
  });

  test('differs between the plans of real runs', () => {
    const names = ['change-mapping', 'create', 'remove-assignment', 'remove-role', 'rotate-token'];

    expect(new Set(names.map((name) => hash(realPlan(name)))).size).toBe(names.length);
  });
});
