import { DEFAULT_MAPPINGS } from '../../../../entra/attribute-mapping';
import type { SyncSettings } from '../../../../entra/sync-settings';
import type { PlannedChange } from '../../../../programs/review/plan/terraform-plan';
import { reviewPlan } from '../../../../programs/review/plan-review';
import { CONSEQUENCES } from '../../../../programs/review/resources/resources';
import { change, planOf, realPlan } from '../../../support/plan-document';
import { step, TENANT_URL } from '../../../support/tenant-plan';

const found = (...changes: readonly PlannedChange[]) => reviewPlan('x', 'x.json', planOf(changes)).findings;

/** Findings about a new tenant with these settings, by name. */
function attributesOf(settings: Partial<SyncSettings>) {
  const [settled] = found(step(null, settings)).filter(({ kind }) => kind === 'provisioning-set-up');
  return new Map((settled?.attributes ?? []).map(({ name, before, after }) => [name, [before, after]]));
}

describe('an existing job', () => {
  test('is taken over, as a real plan shows: into which endpoint, with which scope and mappings, at least risky', () => {
    const { findings, class: worst } = reviewPlan('x', 'x.json', realPlan('take-over'));
    const told = findings.find(({ kind }) => kind === 'job-taken-over');

    expect(worst).toBe('risky');
    expect(told?.what).toBe('the job provisions into https://scim.other.example/scim/v2?aadOptscim062020 from now on');
    expect(told?.attributes?.slice(0, 3)).toEqual([
      { name: 'endpoint', before: '(not in the plan)', after: 'https://scim.other.example/scim/v2?aadOptscim062020' },
      { name: 'scope', before: '(not in the plan)', after: 'assigned' },
      { name: 'accidentalDeletionThreshold', before: '(not in the plan)', after: null },
    ]);
    expect(told?.attributes?.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['notify', 'users: userName', 'users: active', 'groups: members']),
    );
    expect(findings.map(({ kind }) => kind)).not.toContain('provisioning-set-up');
  });

  test('is also taken over when only the sync step is new, as after a lost state', () => {
    const job = change('azuread_synchronization_job.job', { enabled: false }, { enabled: false });

    expect(found(step(null, {}), job).map(({ kind }) => `${CONSEQUENCES[kind].class} ${kind}`)).toEqual([
      'risky job-taken-over',
    ]);
  });

  test('is not taken over when it is replaced', () => {
    const job = change('azuread_synchronization_job.job', {}, {}, { actions: ['delete', 'create'] });

    expect(found(step(null, {}), job).map(({ kind }) => kind)).toEqual(['job-replaced', 'provisioning-set-up']);
  });
});

describe('a new tenant', () => {
  test('with the usual settings shows only those', () => {
    expect([...attributesOf({}).keys()]).toEqual(['scope', 'enabled', 'accidentalDeletionThreshold']);
  });

  test('names its filters, its address for notices and its own mappings', () => {
    const clauses = [{ attribute: 'department', operator: 'EQUALS' as const, value: 'Sales' }];
    const [userName, ...others] = DEFAULT_MAPPINGS.users;
    const told = attributesOf({
      notify: 'identity@contoso.example',
      scopingFilters: { users: [{ name: 'Staff', clauses }], groups: [] },
      mappings: {
        ...DEFAULT_MAPPINGS,
        users: [
          { target: 'userName', source: '[mail]', matching: 1 },
          ...others,
          { target: 'title', source: '[jobTitle]' },
        ],
      },
    });

    expect(userName?.target).toBe('userName');
    expect(told.get('notify')).toEqual([null, 'identity@contoso.example']);
    expect(told.get('scopingFilters.users')).toEqual([null, ['Staff: department EQUALS Sales']]);
    expect(told.get('users: userName')).toEqual([
      'by default [userPrincipalName], matches as number 1',
      '[mail], matches as number 1',
    ]);
    expect(told.get('users: title')).toEqual([null, '[jobTitle]']);
    expect(told.has('scopingFilters.groups')).toBe(false);
  });

  test('that keeps people who fall out of scope is risky', () => {
    expect(attributesOf({ skipOutOfScopeDeletions: true }).get('skipOutOfScopeDeletions')).toEqual([null, true]);
    expect(found(step(null, { skipOutOfScopeDeletions: true })).map(({ kind }) => kind)).toEqual([
      'leavers-kept',
      'provisioning-set-up',
    ]);
  });

  test('whose mappings are not known yet is risky', () => {
    expect(found(step(null, { tenantUrl: TENANT_URL }, ['mappings'])).map(({ kind }) => kind)).toEqual([
      'settings-unknown',
      'provisioning-set-up',
    ]);
  });
});
