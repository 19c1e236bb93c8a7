import type { EntraUser } from '../../../programs/rehearse/entra-object';
import { evaluateMapping, unplayable } from '../../../programs/rehearse/evaluate-mapping';

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
    ['Not([IsSoftDeleted])', ann, 'True'],
    ['[accountEnabled]', { ...ann, enabled: false }, 'False'],
    ['Append([givenName], "!")', ann, 'Ann!'],
    ['Append([mail], "!")', ann, undefined],
    ['Coalesce([mail], [surname], "nobody")', ann, 'Example'],
    ['IIF([givenName] = "Ann", [surname], "other")', ann, 'Example'],
    ['IIF(IsNullOrEmpty([mail]), "none", [mail])', ann, 'none'],
    ['IIF(Len([surname]) > 10, "long", "short")', ann, 'short'],
    ['ToUpper(Left([surname], 3), )', ann, 'EXA'],
    ['Mid([surname], 2, 3)', ann, 'xam'],
    ['Word("ann.example@x", 2, ".@")', ann, 'example'],
    ['NormalizeDiacritics("Björn Ångström")', ann, 'Bjorn Angstrom'],
    ['StripSpaces("a b")', ann, 'ab'],
    ['InStr([surname], "am")', ann, '3'],
    ['InStr([surname], "E", 2)', ann, '0'],
    ['PCase("ann-marie O\'NEIL", " -")', ann, "Ann-Marie O'neil"],
    ['PCase("ann-marie o")', ann, 'Ann-marie O'],
    ['Replace([surname], "mple", , , "$&mination", , )', ann, 'Exa$&mination'],
    ['Replace([surname], , "[aeiou](?=.)", , "_", , )', ann, 'Ex_mple'],
    ['Replace([givenName], "<name>", , , , , "<name>@contoso.com")', ann, 'Ann@contoso.com'],
    ['Replace([mail], "a", , , "b", , )', ann, undefined],
    ['Replace([givenName], [mail], , , "b", , )', ann, 'Ann'],
    ['SelectUniqueValue([givenName], "second")', ann, 'Ann'],
  ])('gives what Entra sends for %s', (source, user, expected) => {
    expect(evaluateMapping(source, user)).toBe(expected);
  });

  test('fails on an unknown function', () => {
    expect(() => evaluateMapping('Guid()', ann)).toThrow("does not know the mapping function 'Guid'");
  });
});

describe('unplayable', () => {
  test.each([
    ['[mail]', undefined],
    ['SingleAppRoleAssignment([appRoleAssignments])', undefined],
    ['Append([mail], RandomString(3, 3, 0, 0, 0))', "the rehearsal does not know the mapping function 'RandomString'"],
    ['Replace([mail], , "(?<n>a)", "n", "b", , )', 'the rehearsal supports Replace only without regexGroupName'],
    ['Replace([mail], , "(?i)a", , "b", , )', "the rehearsal cannot read the pattern '(?i)a'"],
    ['[manager]', "'manager' refers to other objects"],
  ])('says why %s is not played', (source, reason) => {
    expect(unplayable(source)).toEqual(reason && expect.stringContaining(reason));
  });
});
