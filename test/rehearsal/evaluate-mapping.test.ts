import type { EntraUser } from '../../rehearsal/entra-object';
import { evaluateMapping } from '../../rehearsal/evaluate-mapping';

const ann: EntraUser = {
  objectId: '1',
  attributes: { givenName: 'Ann', surname: 'Example', mail: undefined },
  enabled: true,
  role: 'Account Reviewer',
};
const ACTIVE = 'Switch([IsSoftDeleted], , "False", "True", "True", "False")';

describe('evaluateMapping', () => {
  test.each([
    ['[givenName]', ann, 'Ann'],
    ['[mail]', ann, undefined],
    ['"constant"', ann, 'constant'],
    [ACTIVE, ann, 'True'],
    [ACTIVE, { ...ann, enabled: false }, 'False'],
    ['Switch([givenName], "other", "Bob", "yes")', ann, 'other'],
    ['Join(" ", [givenName], [surname])', ann, 'Ann Example'],
    ['Join(", ", [surname], [mail])', ann, 'Example'],
    ['SingleAppRoleAssignment([appRoleAssignments])', ann, 'Account Reviewer'],
    ['SingleAppRoleAssignment([appRoleAssignments])', { ...ann, role: undefined }, undefined],
  ])('gives what Entra sends for %s', (source, user, expected) => {
    expect(evaluateMapping(source, user)).toBe(expected);
  });

  test('fails on a function that it does not know', () => {
    expect(() => evaluateMapping('Mid([givenName], 1, 2)', ann)).toThrow("does not know the mapping function 'Mid'");
  });
});
