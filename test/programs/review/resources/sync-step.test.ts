import type { PlannedChange } from '../../../../programs/review/plan/terraform-plan';
import { reviewPlan } from '../../../../programs/review/plan-review';
import { CONSEQUENCES } from '../../../../programs/review/resources/resources';
import { change, planOf } from '../../../support/plan-document';
import { credentials, step } from '../../../support/tenant-plan';

const review = (...changes: readonly PlannedChange[]) => reviewPlan('contoso', 'contoso.json', planOf(changes));
const found = (...changes: readonly PlannedChange[]) =>
  review(...changes).findings.map(({ kind, what }) => `${CONSEQUENCES[kind].class} ${kind}: ${what}`);

describe('the sync step', () => {
  test('is reported by its settings alone, although Terraform replaces it for each change to them', () => {
    const planned = step({}, { enabled: false });

    expect(planned.change).toMatchObject({ actions: ['delete', 'create'], replace_paths: [['triggers_replace']] });
    expect(found(planned)).toEqual(['risky provisioning-paused: provisioning']);
  });

  test('runs again, which is routine, when only its triggers change', () => {
    const tied = { ...step({}, {}, ['jobId']), action_reason: 'replace_by_triggers' };

    expect(found(tied)).toEqual(['routine repeated: step']);
    expect(review({ ...tied, change: { ...tied.change, replace_paths: [] } }).findings[0]?.because).toBe(
      'a resource in its replace_triggered_by changes',
    );
  });

  test('names its other input, even where a change is explained', () => {
    const { findings } = review(step({}, { enabled: false, tokenSecret: 'another' }));

    expect(findings.map(({ kind, unshown }) => [kind, unshown])).toEqual([
      ['provisioning-paused', undefined],
      ['repeated', ['input.tokenSecret']],
    ]);
  });

  test('reports only what it sets up when it is created', () => {
    expect(found(step(null, {}, ['jobId', 'servicePrincipalId']))).toEqual([
      'routine provisioning-set-up: provisioning into https://acme-scim.westeurope.example/scim/v2',
    ]);
  });

  test.each([
    ['scope', 'scope'],
    ['enabled', 'provisioning'],
    ['accidentalDeletionThreshold', 'accidental deletion threshold'],
    ['mappings', 'mappings'],
  ] as const)('is risky while unknown: %s', (name, what) => {
    expect(found(step({}, {}, [name]))).toEqual([`risky settings-unknown: ${what}`]);
  });

  test('is risky when nothing of its settings is known yet', () => {
    const { change: planned, ...rest } = step({}, { enabled: false });
    const after = { triggers_replace: null };

    expect(found({ ...rest, change: { ...planned, after, after_unknown: { input: true } } })).toEqual([
      'risky settings-unknown: all settings',
    ]);
  });

  test('reports the same for a step that is changed in place', () => {
    const { change: planned } = step({}, { scope: 'all' });

    expect(found({ ...step({}, {}), change: { ...planned, actions: ['update'] } })).toEqual([
      'risky scope-widened: scope',
    ]);
  });

  test('reports a rotating token once, with the credentials that contain it', () => {
    const rotated = [credentials({}, { SecretToken: 'MARKER-2' }), step({}, { tokenGeneration: 3 })];

    expect(found(...rotated).filter((line) => line.includes('token'))).toEqual(['routine token-rotates: token 2 → 3']);
  });

  test('is not confused with a step of another kind', () => {
    expect(found(change('terraform_data.migrated', { id: '1' }, {}, { actions: ['delete', 'create'] }))).toEqual([
      'routine repeated: step',
    ]);
  });
});
