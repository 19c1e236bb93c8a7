import { DEFAULT_MAPPINGS, MAPPING_PRESETS, type MappingTable } from '../../entra/attribute-mapping';
import { mappingComplaints } from '../../entra/mapping-rules';

const [MATCHING, ...OTHERS] = DEFAULT_MAPPINGS.users;

/** The default table with one more mapping for users. */
function withUserMapping(target: string, source: string): MappingTable {
  return { ...DEFAULT_MAPPINGS, users: [...DEFAULT_MAPPINGS.users, { target, source }] };
}

function messages(table: MappingTable): string[] {
  return mappingComplaints(table).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('mappingComplaints', () => {
  test.each(Object.entries(MAPPING_PRESETS))("finds nothing wrong with the preset '%s'", (_, table) => {
    expect(mappingComplaints(table)).toEqual([]);
  });

  test.each([
    ['title', 'IIF([country] = "USA", "Domestic", Not([accountEnabled]))'],
    ['roles', 'AssertiveAppRoleAssignmentsComplex([appRoleAssignments])'],
    ['urn:ietf:params:scim:schemas:core:2.0:User:nickName', '[mailNickname]'],
    ['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:costCenter', '[employeeOrgData.costCenter]'],
    ['urn:ietf:params:scim:schemas:extension:acme:2.0:User:badge', '[extensionAttribute1]'],
    ['addresses[type eq "home"].country', '[country]'],
    ['phoneNumbers[primary eq "True"].value', '[mobile]'],
    ['nickName', 'Replace([mailNickname], , "(?<d>\\\\d+)", "d", "", , )'],
  ])('takes %s from %s', (target, source) => {
    expect(mappingComplaints(withUserMapping(target, source))).toEqual([]);
  });

  test('takes a table that provisions no groups', () => {
    expect(mappingComplaints({ ...DEFAULT_MAPPINGS, groups: [] })).toEqual([]);
  });

  test.each([
    ['[mail', "must be an expression: expected the end at character 1 of '[mail'"],
    ['Upper([mail])', "must use functions of Entra's mapping language; got 'Upper', the nearest is 'ToUpper'"],
    ['ToLower(tolower([mail]))', "got 'tolower', the nearest is 'ToLower'"],
    ['ToLower([mail]', "must be an expression: expected ',' or ')' at character 15 of 'ToLower([mail]'"],
    ['IIF(isPresent([mail]), "a", "b")', "got 'isPresent', the nearest is 'IsPresent'"],
    ['IIF(Lower([a]) = "x", "a", "b")', "got 'Lower', the nearest is 'ToLower'"],
    ['constructor([mail])', "must use functions of Entra's mapping language; got 'constructor'"],
    ['Append([mail])', "must give 'Append' 2 arguments; got 1"],
    ['Join(" ")', "must give 'Join' at least 2 arguments; got 1"],
    ['InStr([mail])', "must give 'InStr' 2 to 4 arguments; got 1"],
    ['AppRoleAssignmentsComplex([appRoleAssignments])', "to 'roles', since it returns all roles as a whole"],
  ])("fails on the source '%s' and says what it must be", (source, message) => {
    expect(messages(withUserMapping('title', source))).toEqual([expect.stringContaining(message)]);
  });

  test.each([
    ['mail', "must be an attribute of a SCIM user; got 'mail', the nearest is 'emails'"],
    ['constructor', "must be an attribute of a SCIM user; got 'constructor'"],
    ['nickname', "got 'nickname', the nearest is 'nickName'"],
    ['emails[type = "work"].value', 'must be an attribute (userName), a part (name.givenName)'],
    ['emails.value', 'must name the element that it sets, such as emails[type eq "work"].value; got \'emails.value\''],
    ['emails[kind eq "work"].value', "must choose the element by 'type' or 'primary'"],
    ['emails[type eq "work"]', "must name a part of 'emails': value, display, type, primary"],
    ['title[type eq "work"].value', "must not name an element: 'title' has only one value"],
    ['title.value', "must not have a part: 'title' is a simple value"],
    ['name', "must name a part of 'name': formatted, familyName"],
    ['name.surname', "must name a part of 'name': formatted, familyName"],
    ['id', "must not be 'id': the service assigns it"],
    ['password', "must not be 'password': Entra sends no passwords"],
    [
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:dept',
      "must be an attribute of the enterprise user; got 'dept', the nearest is 'department'",
    ],
  ])("fails on the target '%s' and says what it must be", (target, message) => {
    const [complaint, ...more] = mappingComplaints(withUserMapping(target, '[mail]'));

    expect(complaint?.path).toEqual(['users', 6, 'target']);
    expect(complaint?.message).toContain(message);
    expect(more).toEqual([]);
  });

  test('fails when a single role is mapped to the list of roles', () => {
    const table = withUserMapping('roles', 'SingleAppRoleAssignment([appRoleAssignments])');

    expect(messages(table)).toEqual([
      `users.6.source: must map 'SingleAppRoleAssignment' to roles[primary eq "True"].value: it returns the name of one role`,
    ]);
  });

  test('fails when a target appears twice, however it is spelled', () => {
    const table = { ...DEFAULT_MAPPINGS, users: [...DEFAULT_MAPPINGS.users, { target: 'ACTIVE', source: '"True"' }] };

    expect(messages(table)).toContain("users.6.target: must occur only once; 'ACTIVE' already has a source above");
  });

  test('fails without a matching attribute', () => {
    const table = { ...DEFAULT_MAPPINGS, users: [{ target: 'userName', source: '[mail]' }, ...OTHERS] };

    expect(messages(table)).toEqual([
      "users: must have a mapping with 'matching: 1': Entra searches for existing users by this attribute before it creates one",
    ]);
  });

  test('fails when two matching attributes have the same rank', () => {
    const second = { target: 'externalId', source: '[objectId]', matching: 1 };
    const table = { ...DEFAULT_MAPPINGS, users: [...DEFAULT_MAPPINGS.users, second] };

    expect(messages(table)).toEqual([
      "users.6.matching: must be a rank that no other mapping has; 'externalId' and 'userName' both have 1",
    ]);
  });

  test('fails when users lack a userName, or groups a displayName', () => {
    const table: MappingTable = {
      users: OTHERS.map((mapping, index) => (index === 0 ? { ...mapping, matching: 1 } : mapping)),
      groups: [{ target: 'externalId', source: '[objectId]', matching: 1 }],
    };

    expect(messages(table)).toEqual([
      "users: must map 'userName', because SCIM requires it for users",
      "groups: must map 'displayName', because SCIM requires it for groups",
    ]);
  });

  test('fails when there are no users', () => {
    expect(messages({ ...DEFAULT_MAPPINGS, users: [] })).toEqual([
      "users: must map 'userName', because SCIM requires it for users",
    ]);
    expect(MATCHING?.target).toBe('userName');
  });

  test('fails when a group maps an attribute of users', () => {
    const target = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department';
    const table = { ...DEFAULT_MAPPINGS, groups: [...DEFAULT_MAPPINGS.groups, { target, source: '[mail]' }] };

    expect(messages(table)).toEqual([`groups.2.target: must be an attribute of a group; '${target}' belongs to users`]);
  });
});
