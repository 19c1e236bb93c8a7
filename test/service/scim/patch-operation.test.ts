import { renderPath } from '../../../service/scim/attribute-path';
import { readPatch } from '../../../service/scim/patch-operation';
import { printFilter } from '../../../service/scim/print-filter';
import { ENTRA_PROFILE, type Profile, RFC_PROFILE } from '../../../service/scim/profile';
import { PATCH_OP } from '../../../service/scim/required-schemas';
import { GROUP, type ResourceType, USER } from '../../../service/scim/resource-type';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const CUSTOM = 'urn:ietf:params:scim:schemas:extension:CustomExtensionName:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** The operations of a PATCH, each as `op path[filter] value`. */
function read(operations: unknown, profile: Profile = ENTRA_PROFILE, type: ResourceType = USER): string[] {
  return readPatch(type, { schemas: [PATCH_OP], Operations: operations }, profile).map(
    ({ op, path, filter, value }) => {
      const chosen = filter ? `[${printFilter(filter)}]` : '';
      return `${op} ${renderPath(path)}${chosen} ${JSON.stringify(value)}`;
    },
  );
}

describe('a path', () => {
  test.each([
    ['title', 'title'],
    [' TITLE ', 'title'],
    ['name.givenName', 'name.givenName'],
    ['NAME.GIVENNAME', 'name.givenName'],
    ['emails', 'emails'],
    ['emails.value', 'emails.value'],
    ['emails[type eq "work"]', 'emails[type eq "work"]'],
    ['Emails[Type EQ "work"].Value', 'emails.value[type eq "work"]'],
    ['emails [type eq "work"].value', 'emails.value[type eq "work"]'],
    ['emails[value eq "a]b[c"].display', 'emails.display[value eq "a]b[c"]'],
    ['emails[value eq "a\\nb"].type', 'emails.type[value eq "a\\nb"]'],
    ['roles[primary eq "True"].value', 'roles.value[primary eq true]'],
    [`${CORE}:title`, 'title'],
    [`${CORE}:name.givenName`, 'name.givenName'],
    [`${CORE}:emails[type eq "work"].value`, 'emails.value[type eq "work"]'],
    [`${ENTERPRISE}:department`, `${ENTERPRISE}:department`],
    [`${ENTERPRISE}.department`, `${ENTERPRISE}:department`],
    [`${ENTERPRISE}:manager.value`, `${ENTERPRISE}:manager.value`],
    ['manager', `${ENTERPRISE}:manager`],
    ['department', `${ENTERPRISE}:department`],
  ])('%j is about %s', (path, expected) => {
    expect(read([{ op: 'replace', path, value: 'x' }])).toEqual([`replace ${expected} "x"`]);
  });

  test.each([
    ['emails[type eq "work"', 'invalidPath', 'there is no attribute \'emails[type eq "work"\''],
    ['emails[type eq "work"]value', 'invalidPath', 'there is no attribute'],
    ['[title', 'invalidPath', 'there is no attribute'],
    ['x emails[type eq "work"].value', 'invalidPath', 'there is no attribute'],
    ['emails[type is "work"]', 'invalidFilter', 'expected an operator'],
    ['foo bar', 'invalidPath', 'there is no attribute'],
    ['foo[bar', 'invalidPath', 'there is no attribute'],
    ['title[type eq "work"]', 'invalidPath', "'title' has no elements to choose from in brackets"],
    ['name[givenName eq "Ann"]', 'invalidPath', "'name' has no elements to choose from in brackets"],
    ['schemas[value eq "x"]', 'invalidPath', "'schemas' has no elements to choose from in brackets"],
    ['emails.value[type eq "work"]', 'invalidPath', "'emails.value' has no elements to choose from in brackets"],
    ['meta.created', 'mutability', 'meta.created is read-only'],
    ['meta', 'mutability', 'meta is read-only'],
    ['groups', 'mutability', 'groups is read-only'],
    ['manager.displayName', 'mutability', `${ENTERPRISE}:manager.displayName is read-only`],
    ['urn:ietf:params:scim:schemas:extension:account:2.0:AccountUser:role', 'mutability', 'AccountUser:role is read-'],
  ])('%j fails with %s', (path, scimType, detail) => {
    expect(() => read([{ op: 'replace', path, value: 'x' }])).toThrow(
      expect.objectContaining({ status: 400, scimType, message: expect.stringContaining(detail) }) as Error,
    );
  });

  test('fails when it is not a string', () => {
    expect(() => read([{ op: 'add', path: 7, value: 'x' }])).toThrow(
      expect.objectContaining({ scimType: 'invalidPath', message: 'path must be a string; got 7' }) as Error,
    );
  });

  test('fails, and shortens a long name to what an admin wants to read', () => {
    expect(() => read([{ op: 'add', path: 'x'.repeat(5000), value: 'x' }], RFC_PROFILE)).toThrow(
      `there is no attribute '${'x'.repeat(100)}…'`,
    );
  });

  test.each([
    ...['shoeSize', 'attr1', 'extensionAttribute1', 'name.shoeSize', 'name.displayName', 'emails.color'],
    ...[`${CUSTOM}:CustomAttribute`, CUSTOM, `${ENTERPRISE}:foo`, `${CORE}:foo`, `${ENTERPRISE}:manager.color`],
    ...['shoes[size eq "42"]', 'shoes[size eq "42"].color', `${CUSTOM}:shoes[type eq "left"].size`],
    ...['emails[type eq "work"].color', 'emails[color eq "red"]', 'emails[color eq "red" and type eq "work"].value'],
    ...['emails[type eq "work"].value.x', 'members[value eq "x"]'],
  ])('%s that leads nowhere is ignored in the profile entra, and fails in the profile rfc', (path) => {
    const title = { op: 'replace', path: 'title', value: 'x' };

    for (const operation of [
      { op: 'Add', path, value: '702' },
      { op: 'Replace', path, value: [{ value: '702' }] },
      { op: 'Remove', path },
      { op: 'Remove', path, value: '702' },
    ]) {
      expect(read([operation, title])).toEqual(['replace title "x"']);
      expect(() => read([operation, title], RFC_PROFILE)).toThrow(
        expect.objectContaining({ status: 400, scimType: expect.stringMatching(/^invalid(Path|Filter)$/) }) as Error,
      );
    }
  });

  test('in brackets may choose a single value to remove, in the profile entra', () => {
    const operation = { op: 'Remove', path: 'manager[value eq "1"]' };

    expect(read([operation])).toEqual([`remove ${ENTERPRISE}:manager[value eq "1"] undefined`]);
    for (const [other, profile] of [
      [{ ...operation, op: 'Replace', value: '2' }, ENTRA_PROFILE],
      [operation, RFC_PROFILE],
    ] as const) {
      expect(() => read([other], profile)).toThrow(
        `'${ENTERPRISE}:manager' has no elements to choose from in brackets`,
      );
    }
  });
});

describe('an operation', () => {
  test.each(['add', 'Add', 'ADD'])('may be spelled %s', (op) => {
    expect(read([{ op, path: 'title', value: 'x' }])).toEqual(['add title "x"']);
  });

  test('may spell its members in any case', () => {
    expect(readPatch(USER, { operations: [{ OP: 'Remove', Path: 'title' }] }, ENTRA_PROFILE)).toHaveLength(1);
    expect(readPatch(USER, { OPERATIONS: [{ Op: 'add', PATH: 'title', Value: 'x' }] }, ENTRA_PROFILE)).toMatchObject([
      { op: 'add', value: 'x' },
    ]);
  });

  test.each([
    [undefined, 'null'],
    [7, '7'],
    ['move', '"move"'],
    ['', '""'],
  ])('fails when its op is %j', (op, shown) => {
    expect(() => read([{ op, path: 'title', value: 'x' }])).toThrow(
      expect.objectContaining({
        scimType: 'invalidSyntax',
        message: `op must be add, remove or replace; got ${shown}`,
      }) as Error,
    );
  });

  test.each(['add', 'replace'])('fails when it is to %s and has no value', (op) => {
    expect(() => read([{ op, path: 'title' }])).toThrow(
      expect.objectContaining({ scimType: 'invalidValue', message: `${op} title needs a value` }) as Error,
    );
  });

  test.each([[null], ['x'], [[]]])('fails when it is %j', (operation) => {
    expect(() => read([operation])).toThrow(
      expect.objectContaining({ scimType: 'invalidSyntax', message: 'an operation must be an object' }) as Error,
    );
  });
});

describe('a body', () => {
  test.each([[undefined], [null], ['x'], [{}], [{ Operations: {} }], [[{ op: 'remove', path: 'title' }]]])(
    '%j fails',
    (body) => {
      expect(() => readPatch(USER, body, ENTRA_PROFILE)).toThrow(
        expect.objectContaining({
          scimType: 'invalidSyntax',
          message: 'the body of a PATCH must be an object with a list of Operations',
        }) as Error,
      );
    },
  );

  test('may have no operations in the profile entra, and fails without any in the profile rfc', () => {
    expect(read([])).toEqual([]);
    expect(() => read([], RFC_PROFILE)).toThrow(
      expect.objectContaining({
        scimType: 'invalidSyntax',
        message: 'Operations must contain at least one operation',
      }) as Error,
    );
  });

  test('may have 1000 operations, and fails with 413 with more', () => {
    const operations = (count: number) => Array.from({ length: count }, () => ({ op: 'remove', path: 'title' }));

    expect(read(operations(1000))).toHaveLength(1000);
    expect(() => read(operations(1001))).toThrow(
      expect.objectContaining({ status: 413, message: 'a PATCH may have up to 1000 operations; got 1001' }) as Error,
    );
  });
});

describe('a value without a path', () => {
  test.each([undefined, null, '', '  '])('stands for one operation on each of its keys (path %j)', (path) => {
    const value = { displayName: 'Ann', 'name.givenName': 'A', [`${ENTERPRISE}:employeeNumber`]: '43' };

    expect(read([{ op: 'replace', path, value }])).toEqual([
      'replace displayName "Ann"',
      'replace name.givenName "A"',
      `replace ${ENTERPRISE}:employeeNumber "43"`,
    ]);
  });

  test('may nest parts, which leave their neighbours alone', () => {
    const value = {
      name: { givenName: 'A', FAMILYNAME: 'E', shoeSize: 42 },
      [ENTERPRISE]: { department: 'Data', manager: { value: 'boss', displayName: 'Boss' }, shoeSize: 42 },
      manager: '2',
    };

    expect(read([{ op: 'add', value }])).toEqual([
      'add name.givenName "A"',
      'add name.familyName "E"',
      `add ${ENTERPRISE}:department "Data"`,
      `add ${ENTERPRISE}:manager.value "boss"`,
      `add ${ENTERPRISE}:manager "2"`,
    ]);
  });

  test('is ignored where the attribute is unknown or read-only', () => {
    const value = { shoeSize: 42, meta: { created: 'x' }, groups: [], schemas: [], id: '1', title: 'x' };

    expect(read([{ op: 'replace', value }])).toEqual(['replace id "1"', 'replace title "x"']);
  });

  test.each([
    [{ shoeSize: 42 }, 'invalidPath'],
    [{ meta: { created: 'x' } }, 'mutability'],
    [{ schemas: [] }, 'mutability'],
  ])('fails in the profile rfc for %j', (value, scimType) => {
    expect(() => read([{ op: 'replace', value }], RFC_PROFILE)).toThrow(expect.objectContaining({ scimType }) as Error);
    expect(read([{ op: 'replace', value: { title: 'x', id: '1' } }], RFC_PROFILE)).toEqual([
      'replace title "x"',
      'replace id "1"',
    ]);
  });

  test.each([['x'], [null], [['x']]])('fails when it is %j', (value) => {
    expect(() => read([{ op: 'add', value }])).toThrow(
      expect.objectContaining({
        scimType: 'invalidValue',
        message: 'add without a path needs an object of attributes as its value',
      }) as Error,
    );
  });

  test('fails for remove, which needs a path', () => {
    expect(() => read([{ op: 'remove', value: { title: 'x' } }])).toThrow(
      expect.objectContaining({
        scimType: 'noTarget',
        message: 'remove needs a path that names the attribute to remove',
      }) as Error,
    );
  });
});

describe('a whole extension', () => {
  test('is removed with everything in it', () => {
    const removed = read([{ op: 'remove', path: ENTERPRISE }]);

    expect(removed).toContain(`remove ${ENTERPRISE}:department undefined`);
    expect(removed).toContain(`remove ${ENTERPRISE}:manager undefined`);
    expect(removed).toHaveLength(6);
  });

  test('with nothing in it changes nothing', () => {
    expect(read([{ op: 'replace', path: ENTERPRISE, value: null }])).toEqual([]);
    expect(read([{ op: 'replace', path: ENTERPRISE, value: {} }])).toEqual([]);
  });

  test('fails when it is not an object', () => {
    expect(() => read([{ op: 'replace', path: ENTERPRISE, value: 'x' }])).toThrow(
      expect.objectContaining({ scimType: 'invalidValue', message: `${ENTERPRISE} must be an object` }) as Error,
    );
  });
});

describe('a complex value', () => {
  test('is removed as a whole, also when the operation has a value', () => {
    expect(read([{ op: 'remove', path: 'name', value: { givenName: 'A' } }])).toEqual([
      'remove name {"givenName":"A"}',
    ]);
  });

  test('of an attribute with several elements is one value, added to the others', () => {
    const emails = { path: 'emails', value: { value: 'a' } };

    expect(read([{ op: 'replace', ...emails }])).toEqual(['replace emails {"value":"a"}']);
    expect(read([{ op: 'add', ...emails }])).toEqual(['add emails [{"value":"a"}]']);
    expect(read([{ op: 'add', path: 'emails', value: null }])).toEqual(['add emails null']);
  });

  test('is not assumed where an object is sent for something else, which is refused later', () => {
    expect(read([{ op: 'replace', path: 'title', value: { value: 'x' } }])).toEqual(['replace title {"value":"x"}']);
  });

  test('that is not an object stays as it is', () => {
    expect(read([{ op: 'add', path: 'manager', value: [{ value: 'boss' }] }])).toEqual([
      `add ${ENTERPRISE}:manager [{"value":"boss"}]`,
    ]);
  });
});

describe('roles of a group', () => {
  const urn = 'urn:ietf:params:scim:schemas:core:2.0:Group';

  test.each([
    ...['roles', 'Roles', 'roles.value', 'roles[primary eq "True"].value'],
    ...[`${urn}:roles`, `${urn.toUpperCase()}.Roles`, `${urn}:roles[primary eq "True"].value`],
  ])('are ignored as %s, in either profile, and reported under one name', (path) => {
    for (const profile of [ENTRA_PROFILE, RFC_PROFILE]) {
      const told: string[] = [];
      const telling = { ...profile, onPassedOver: (name: string) => told.push(name) };
      const operations = [
        { op: 'add', path, value: 'x' },
        { op: 'remove', path },
        { op: 'replace', path: 'displayName', value: 'x' },
      ];

      expect(read(operations, telling, GROUP)).toEqual(['replace displayName "x"']);
      expect(told).toEqual(['roles', 'roles']);
    }
  });

  test('do not make those of a user ignored', () => {
    expect(read([{ op: 'add', path: 'roles', value: [] }])).toEqual(['add roles []']);
  });
});
