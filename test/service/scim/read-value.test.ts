import { attribute, type Attribute, complex, text } from '../../../service/scim/attribute';
import { ENTRA_PROFILE, RFC_PROFILE } from '../../../service/scim/profile';
import { readValue, requireFew } from '../../../service/scim/read-value';
import { USER } from '../../../service/scim/resource-type';

const roles = USER.paths.get('roles')?.attribute as Attribute;
const emails = USER.paths.get('emails')?.attribute as Attribute;
const active = attribute('active', 'boolean', '');

/** A schema with one attribute of each type and kind. */
const ATTRIBUTES: Readonly<Record<string, Attribute>> = {
  size: attribute('size', 'integer', ''),
  weight: attribute('weight', 'decimal', ''),
  since: attribute('since', 'dateTime', ''),
  title: text('title', ''),
  code: text('code', '', { maxLength: 3 }),
  url: attribute('url', 'reference', ''),
  key: attribute('key', 'binary', ''),
  tags: text('tags', '', { multiValued: true }),
  boss: complex('boss', '', [text('value', ''), text('display', ''), text('name', '', { mutability: 'readOnly' })]),
  place: complex('place', '', [text('city', ''), active]),
  active,
  emails,
};

/** Reads a value of an attribute, which is given by its name. */
function read(of: Attribute | string, value: unknown, profile = ENTRA_PROFILE): unknown {
  const named = typeof of === 'string' ? (ATTRIBUTES[of] as Attribute) : of;
  return readValue(named, value, named.name, profile);
}

describe('a value', () => {
  test.each([
    ['title', 'x', 'x'],
    ['title', 'ab{"value":1}', 'ab{"value":1}'],
    ['title', null, undefined],
    ['title', undefined, undefined],
    ['title', '', undefined],
    ['title', [], undefined],
    ['title', ['x'], 'x'],
    ['title', [{ value: 'x' }], 'x'],
    ['title', [{ $ref: null, value: 'x' }], 'x'],
    ['code', 'abc', 'abc'],
    ['url', 'https://x.example', 'https://x.example'],
    ['key', 'AAEC', 'AAEC'],
    ['active', true, true],
    ['active', false, false],
    ['active', 'True', true],
    ['active', 'FALSE', false],
    ['active', '', undefined],
    ['active', [{ value: 'False' }], false],
    ['size', 7, 7],
    ['size', '7', 7],
    ['size', '', undefined],
    ['weight', 1.5, 1.5],
    ['weight', '1.5', 1.5],
    ['since', '2026-01-31T08:00:00Z', '2026-01-31T08:00:00Z'],
    ['tags', ['a', 'b'], ['a', 'b']],
    ['tags', 'a', ['a']],
    ['tags', ['a', null, ''], ['a']],
    ['tags', [], undefined],
    ['tags', [null], undefined],
    ['tags', null, undefined],
    ['boss', 'x', { value: 'x' }],
    ['boss', { value: 'x' }, { value: 'x' }],
    ['boss', { VALUE: 'x', Display: 'X' }, { value: 'x', display: 'X' }],
    ['boss', [{ value: 'x' }], { value: 'x' }],
    ['boss', [{ value: 'x', display: 'X' }], { value: 'x', display: 'X' }],
    ['boss', [{ $ref: 'https://x.example/Users/x', value: 'x' }], { value: 'x' }],
    ['boss', { value: '' }, undefined],
    ['boss', { value: null, name: 'Boss', shoeSize: 42 }, undefined],
    ['boss', '', undefined],
    ['boss', [], undefined],
    ['boss', {}, undefined],
    ['place', { city: 'Berlin', active: 'True' }, { city: 'Berlin', active: true }],
    ['emails', [{ value: 'a', primary: 'true' }, { value: '' }], [{ value: 'a', primary: true }]],
    ['emails', 'a', [{ value: 'a' }]],
    ['emails', { value: 'a' }, [{ value: 'a' }]],
  ])('%s is read from %j as %j', (of, sent, expected) => {
    expect(read(of, sent)).toEqual(expected);
  });

  test.each([
    ['title', 7, 'title must be a string; got 7'],
    ['title', ['x', 'y'], 'title must be a string; got ["x","y"]'],
    ['title', [{ display: 'x' }], 'title must be a string; got {"display":"x"}'],
    ['title', { value: 'x' }, 'title must be a string; got {"value":"x"}'],
    ['title', 'a\0b', 'title must not contain the character NUL'],
    ['code', 'abcd', 'code must have at most 3 characters; got 4'],
    ['active', 'yes', 'active must be true or false; got "yes"'],
    ['active', 1, 'active must be true or false; got 1'],
    ['size', 1.5, 'size must be a whole number; got 1.5'],
    ['size', 2 ** 53, 'size must be a whole number; got 9007199254740992'],
    ['size', 'x', 'size must be a whole number; got "x"'],
    ['weight', 'x', 'weight must be a number; got "x"'],
    ['weight', true, 'weight must be a number; got true'],
    ['since', 'today', 'since must be a date and time such as 2026-01-31T08:00:00Z; got "today"'],
    ['since', 2026, 'since must be a date and time such as 2026-01-31T08:00:00Z; got 2026'],
    ['boss', 7, 'boss must be an object; got 7'],
    ['boss', [{ value: 'x' }, { value: 'y' }], 'boss must be an object; got [{"value":"x"},{"value":"y"}]'],
    ['boss', { value: 7 }, 'boss.value must be a string; got 7'],
    ['place', 'Berlin', 'place must be an object; got "Berlin"'],
    ['place', '{"city":"Berlin"}', 'place must be an object; got "{\\"city\\":\\"Berlin\\"}"'],
    ['emails', [7], 'emails must be an object; got 7'],
    ['emails', [['a']], 'emails must be an object; got ["a"]'],
    ['title', 7e300, 'title must be a string; got 7e+300'],
    ['title', { value: 'x'.repeat(200) }, `title must be a string; got {"value":"${'x'.repeat(90)}…`],
  ])('%s fails when it is %j', (of, sent, message) => {
    expect(() => read(of, sent)).toThrow(
      expect.objectContaining({ status: 400, scimType: 'invalidValue', message }) as Error,
    );
  });

  test.each([
    ['title', '', ''],
    ['boss', { value: '' }, { value: '' }],
    ['size', 7, 7],
    ['active', true, true],
  ])('%s is kept as it is in the profile rfc: %j', (of, sent, expected) => {
    expect(read(of, sent, RFC_PROFILE)).toEqual(expected);
  });

  test.each([
    ['active', 'True'],
    ['active', ''],
    ['size', '7'],
    ['size', ''],
    ['weight', '1.5'],
    ['title', ['x']],
    ['title', [{ value: 'x' }]],
    ['title', []],
    ['boss', 'x'],
    ['boss', '{"value":"x"}'],
    ['boss', [{ value: 'x' }]],
    ['emails', 'a'],
    ['emails', ['a']],
    ['emails', ['{"value":"a"}']],
    ['emails', { value: 'a' }],
    ['tags', 'a'],
  ])('%s fails in the profile rfc when it is %j', (of, sent) => {
    expect(() => read(of, sent, RFC_PROFILE)).toThrow(
      expect.objectContaining({ scimType: 'invalidValue', message: expect.stringContaining(`${of} must be`) }) as Error,
    );
  });

  test('has only the parts of the schema in the profile rfc', () => {
    expect(read('boss', { value: 'x', name: 'read-only' }, RFC_PROFILE)).toEqual({ value: 'x' });
    expect(() => read('boss', { value: 'x', shoeSize: 42 }, RFC_PROFILE)).toThrow(
      expect.objectContaining({
        scimType: 'invalidValue',
        message: "there is no attribute 'boss.shoeSize'; see /Schemas",
      }) as Error,
    );
  });

  test('is not parsed as JSON in the profile rfc, but kept as text', () => {
    const json = '{"value":"admin","displayName":"Admin"}';

    expect(read(roles, [{ value: json }], RFC_PROFILE)).toEqual([{ value: json }]);
    expect(() => read(roles, [{ displayName: 'Admin' }], RFC_PROFILE)).toThrow('roles.displayName');
  });
});

describe('JSON inside a value', () => {
  const element = { value: 'admin', display: 'Admin' };

  test.each([
    ['of an element', [{ value: '{"id":"1","value":"admin","displayName":"Admin"}' }], element],
    ['with its own display', [{ value: '{"value":"admin","display":"Admin","displayName":"x"}' }], element],
    ['after spaces', [{ value: ' {"value":"admin","displayName":"Admin"}' }], element],
    [
      'without a value, whose name counts',
      [{ value: '{"id":"1","value":null,"displayName":"Admin"}' }],
      { value: 'Admin', display: 'Admin' },
    ],
    ['with a name alone', [{ value: '{"displayName":"Admin"}' }], { value: 'Admin', display: 'Admin' }],
    ['as the element itself', ['{"id":"1","value":"admin","display":"Admin"}'], element],
    [
      'beside other parts',
      [{ value: '{"value":"admin","displayName":"Admin"}', type: 'T' }],
      { ...element, type: 'T' },
    ],
  ])('%s is read', (_where, sent, expected) => {
    expect(read(roles, sent)).toEqual([expected]);
  });

  test.each(['{"id":"1"}', '{"value"', '{}', '["admin"]', 'x{"value":"admin"}'])(
    'that is not valid stays a string: %s',
    (value) => {
      expect(read(emails, [{ value }])).toEqual([{ value }]);
    },
  );

  test.each(['{"value"', 'x{"value":"admin"}', '["admin"]'])(
    'that is not valid stays the value of an element: %s',
    (value) => {
      expect(read(emails, [value])).toEqual([{ value }]);
    },
  );

  test('fails when its value is not a string', () => {
    expect(() => read(emails, [{ value: '{"value":7}' }])).toThrow('emails.value must be a string; got 7');
  });
});

describe('a display name where there is no value', () => {
  test.each([
    ['in an element', [{ displayName: 'Admin' }], { display: 'Admin' }],
    ['in any case', [{ DisplayName: 'Admin', value: null, type: 'T' }], { display: 'Admin', type: 'T' }],
    ['in an element in a string', ['{"id":"1","value":null,"displayName":"Admin"}'], { display: 'Admin' }],
    ['beside a display, which counts', [{ displayName: 'x', display: 'Admin' }], { display: 'Admin' }],
  ])('%s is its display', (_where, sent, expected) => {
    expect(read(roles, sent)).toEqual([expected]);
  });

  test('adds nothing beside a value, or where it is empty', () => {
    expect(read(roles, [{ value: 'admin', displayName: 'x' }])).toEqual([{ value: 'admin' }]);
    expect(read(roles, [{ displayName: '' }, { displayName: null }])).toBeUndefined();
  });

  test('is not used if it is a separate attribute, or if there is no display', () => {
    const manager = USER.paths.get('manager')?.attribute as Attribute;

    expect(() => read(manager, { displayName: 'Boss' })).toThrow('manager.displayName is read-only');
    expect(() => read('place', { displayName: 'Berlin' })).toThrow("there is no attribute 'place.displayName'");
  });

  test('fails when it is not a string', () => {
    expect(() => read(roles, [{ displayName: 7 }])).toThrow('roles.display must be a string; got 7');
  });
});

describe('an unknown part', () => {
  test.each([
    [emails, [{ value: 'a', shoeSize: 42 }], [{ value: 'a' }]],
    [emails, [{ value: '', shoeSize: 42 }], undefined],
    [emails, [{ type: 'work', value: null, shoeSize: 42 }], [{ type: 'work' }]],
    [roles, [{ type: 'T', displayName: 'Admin', shoeSize: 42 }], [{ type: 'T', display: 'Admin' }]],
    ['place', { city: 'Berlin', shoeSize: 42 }, { city: 'Berlin' }],
    ['boss', { value: 'x', name: 'read-only' }, { value: 'x' }],
  ])('is ignored beside known ones: %#', (of, sent, expected) => {
    expect(read(of, sent)).toEqual(expected);
  });

  test.each([
    [emails, [{ shoeSize: 42 }], "there is no attribute 'emails.shoeSize'; see /Schemas"],
    [emails, { shoeSize: 42 }, "there is no attribute 'emails.shoeSize'"],
    [emails, ['{"shoeSize":42}'], "there is no attribute 'emails.shoeSize'"],
    [emails, [{ value: 'a' }, { type: 'work', Primary: true, mail: 'b' }], "there is no attribute 'emails.mail'"],
    ['place', [{ shoeSize: 42 }], "there is no attribute 'place.shoeSize'"],
    ['boss', [{ name: 'read-only' }], 'boss.name is read-only'],
  ])('fails when there is nothing else: %#', (of, sent, detail) => {
    expect(() => read(of, sent)).toThrow(
      expect.objectContaining({ status: 400, message: expect.stringContaining(detail) }) as Error,
    );
  });
});

describe('a list', () => {
  test('may have 1000 values, and fails with more, even for an attribute that keeps one', () => {
    const many = (count: number) => Array.from({ length: count }, () => ({ value: 'x' }));

    expect(read(emails, many(1000))).toHaveLength(1000);
    expect(read(roles, many(1000))).toHaveLength(1000);
    expect(() => read(emails, many(1001))).toThrow(
      expect.objectContaining({
        scimType: 'invalidValue',
        message: 'emails may have up to 1000 values; got 1001',
      }) as Error,
    );
    expect(() => read(roles, many(1001))).toThrow('roles may have up to 1000 values; got 1001');
  });

  test('may have as many as the attribute allows where that is more', () => {
    const members = text('members', '', { multiValued: true, maxItems: 5000 });

    expect(() => {
      requireFew(members, 5000, 'members');
    }).not.toThrow();
    expect(() => {
      requireFew(members, 5001, 'members');
    }).toThrow('members may have up to 5000 values; got 5001');
  });
});
