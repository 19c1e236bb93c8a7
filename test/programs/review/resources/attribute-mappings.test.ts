import type { AttributeMapping } from '../../../../entra/attribute-mapping';
import { mappingChanges } from '../../../../programs/review/resources/attribute-mappings';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User:';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group:';

const active = { target: 'active', source: 'Not([IsSoftDeleted])' };
const roles = { target: 'roles[primary eq "True"].value', source: 'SingleAppRoleAssignment([appRoleAssignments])' };
const members = { target: 'members', source: '[members]' };

/** Kinds of the differences between two mapping tables for users. */
function kinds(before: readonly AttributeMapping[], after: readonly AttributeMapping[]): string[] {
  return changes(before, after).map(({ kind }) => kind);
}

function changes(before: readonly AttributeMapping[], after: readonly AttributeMapping[]) {
  return mappingChanges({ users: before, groups: [] }, { users: after, groups: [] });
}

const named = (urn: string, mapping: AttributeMapping) => ({ ...mapping, target: `${urn}${mapping.target}` });

describe('a mapping of an attribute under its full name', () => {
  test.each<[string, AttributeMapping[], AttributeMapping[], string]>([
    ['active goes', [named(USER, active)], [], 'active-mapping-removed'],
    ['active changes', [named(USER, active)], [{ ...named(USER, active), source: '"True"' }], 'active-mapping-changed'],
    ['active in other letters goes', [named(USER.toLowerCase(), active)], [], 'active-mapping-removed'],
    [
      'roles change',
      [named(USER, roles)],
      [{ ...named(USER, roles), source: '"account_administrator"' }],
      'role-mapping-changed',
    ],
  ])('is reported as the attribute itself when %s', (_, before, after, kind) => {
    expect(kinds(before, after)).toEqual([kind]);
  });

  test('is reported as the members of groups', () => {
    const groups = [named(GROUP, members)];

    expect(mappingChanges({ users: [], groups }, { users: [], groups: [] })).toMatchObject([
      { kind: 'members-mapping-changed' },
    ]);
  });

  test('is the same under its short name, so that switching names is a change, not a removal', () => {
    expect(changes([active], [named(USER, active)])).toEqual([
      {
        kind: 'active-mapping-changed',
        objects: 'users',
        target: `${USER}active`,
        before: 'active: Not([IsSoftDeleted])',
        after: `${USER}active: Not([IsSoftDeleted])`,
      },
    ]);
  });

  test('is not hidden by another mapping of the same attribute', () => {
    const [kept, changed] = [named(USER, active), { ...active, source: '"False"' }];

    expect(kinds([active, kept], [changed, kept])).toEqual(['active-mapping-changed']);
  });

  test('is another attribute where the URN is that of an extension', () => {
    const extension = { target: 'urn:acme:User:active', source: '"x"' };

    expect(kinds([extension], [])).toEqual(['mapping-changed']);
  });
});
