import { DEFAULT_POLICY } from '../../../../fleet/model/policy';
import { reviewPlan } from '../../../../programs/review/plan-review';
import { checkPolicy } from '../../../../programs/review/policy/check-policy';
import { headline } from '../../../../programs/review/report/headline';
import { CONSEQUENCES } from '../../../../programs/review/resources/resources';
import { change, planOf } from '../../../support/plan-document';

const review = (more: object) => reviewPlan('contoso', 'contoso.json', planOf([], more));

/** Findings about a plan that changes no resource. */
function told(more: object): [kind: string, what: string, address: string][] {
  return review(more).findings.map(({ kind, what, address }) => [`${CONSEQUENCES[kind].class} ${kind}`, what, address]);
}

describe('a plan that changes no resource', () => {
  const action = {
    address: 'action.msgraph_resource_action.start',
    type: 'msgraph_resource_action',
    config_values: { body: { token: 'MARKER-secret' }, url: 'x' },
    config_sensitive: { body: { token: true } },
    lifecycle_action_trigger: {
      triggering_resource_address: 'azuread_synchronization_job.job',
      action_trigger_event: 'AfterUpdate',
    },
  };

  test('is risky for running an action, which is named with its trigger', () => {
    const { findings } = review({ action_invocations: [action] });

    expect(told({ action_invocations: [action] })).toEqual([
      [
        'risky action-invoked',
        'action.msgraph_resource_action.start, after update of azuread_synchronization_job.job',
        'action.msgraph_resource_action.start',
      ],
    ]);
    expect(findings[0]?.unshown).toEqual(['body', 'url']);
    expect(headline(review({ action_invocations: [action] }))).toBe(
      'a provider runs an action (action.msgraph_resource_action.start)',
    );
  });

  test('names an action that only -invoke requests', () => {
    expect(told({ action_invocations: [{ address: 'action.x.y', invoke_action_trigger: {} }] })).toEqual([
      ['risky action-invoked', 'action.x.y, by -invoke', 'action.x.y'],
    ]);
  });

  test('counts as changing something when only outputs change, and shows only their names', () => {
    const output_changes = {
      url: { actions: ['update'], before: 'https://a', after: 'https://b' },
      stays: { actions: ['no-op'], before: 1, after: 1 },
      gone: { actions: ['delete'], before: 'x', after: null },
    };

    const { class: worst, findings } = review({ output_changes });

    expect(worst).toBe('routine');
    expect(findings).toEqual([{ kind: 'outputs-changed', address: '', what: 'outputs', unshown: ['gone', 'url'] }]);
    expect(review({ output_changes: { stays: output_changes.stays } }).findings).toEqual([]);
  });

  test('shows the message of a failed check, without the secrets in it', () => {
    const secret = { acme: { value: 'MARKER-secret' } };
    const checks = [
      {
        status: 'fail',
        address: { to_display: 'check.endpoint' },
        instances: [
          { status: 'fail', problems: [{ message: 'The endpoint answers 503 to MARKER-secret.\n' }] },
          { status: 'fail', problems: [{ message: 'The endpoint answers 503 to MARKER-secret.' }, {}] },
        ],
      },
      { status: 'error', address: { to_display: 'check.other' } },
      { status: 'pass', address: { to_display: 'check.fine' } },
    ];
    const configuration = { root_module: { variables: { acme: { sensitive: true } } } };

    expect(told({ checks, variables: secret, configuration })).toEqual([
      ['risky check-failed', 'check.endpoint: The endpoint answers 503 to (sensitive).', ''],
      ['risky check-failed', 'check.other', ''],
    ]);
  });

  test('names deferred changes, with the reason', () => {
    const planned = change('azuread_app_role_assignment.x', null, {});
    const { action_invocation } = { action_invocation: action };

    expect(
      review({
        complete: false,
        deferred_changes: [
          { reason: 'provider_config_unknown', resource_change: planned },
          { reason: 'some_new_reason', resource_change: change('acme_thing.y', { a: 1 }, { a: 2 }) },
        ],
        deferred_action_invocations: [{ reason: 'deferred_prereq', action_invocation }],
      }).findings,
    ).toMatchObject([
      {
        kind: 'plan-incomplete',
        address: 'azuread_app_role_assignment.x',
        what: 'azuread_app_role_assignment.x (create)',
        because: 'the configuration of its provider is not known yet',
      },
      { kind: 'plan-incomplete', address: 'acme_thing.y', what: 'acme_thing.y (update)' },
      { address: action.address, because: 'something that it needs is deferred as well' },
    ]);
  });

  test('names an unknown part of the document, and breaks the policy', () => {
    const more = { stack_changes: [{ address: 'x' }], empty_changes: [], new_flag: true };

    expect(told(more)).toEqual([['risky plan-part-unknown', 'stack_changes', '']]);
    expect(checkPolicy(review(more), DEFAULT_POLICY, [])).toMatchObject([
      {
        rule: 'PL001',
        outcome: 'broken',
        found: ['The plan contains a part that this review does not know: stack_changes'],
      },
    ]);
  });
});
