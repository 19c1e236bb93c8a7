import type { TerraformPlan } from '../../../review/plan/terraform-plan';
import { reviewPlan } from '../../../review/plan-review';
import { change, planOf, realPlan } from '../../support/plan-document';
import { application, assigned, credentials, REVIEWER, STEWARD } from '../../support/tenant-plan';

const hash = (document: TerraformPlan) => reviewPlan('contoso', 'contoso.json', document).changeSetHash;

describe('changeSetHash', () => {
  const changes = [assigned('Finance', REVIEWER.id, null), application({ notes: 'a' }, { notes: 'b' })];
  const reviewed = hash(planOf(changes));

  test('is the same for a plan that does the same, whenever and in whatever order', () => {
    const timed = { timestamp: '2027-01-01T00:00:00Z' };
    const turned = { owners: ['deployer'], sign_in_audience: 'AzureADMyOrg', display_name: 'Contoso workspace' };
    const [first] = changes;
    const second = change('azuread_application.app', { notes: 'a', ...turned }, { notes: 'b', ...turned });

    expect(hash(planOf(changes.toReversed(), timed as Partial<TerraformPlan>))).toBe(reviewed);
    expect(hash(planOf(first ? [second, first] : []))).toBe(reviewed);
    expect(reviewed).toMatch(/^[0-9a-f]{64}$/);
  });

  test('does not depend on what stays as it is', () => {
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

  test('tells nothing of a secret: plans that differ in a secret alone have the same', () => {
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
