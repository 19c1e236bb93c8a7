import { applyPatch } from '../../../service/scim/apply-patch';
import { readPatch } from '../../../service/scim/patch-operation';
import { ENTRA_PROFILE, type Profile, RFC_PROFILE } from '../../../service/scim/profile';
import { PATCH_OP } from '../../../service/scim/required-schemas';
import type { Attributes } from '../../../service/scim/resource';
import { USER } from '../../../service/scim/resource-type';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const work = { value: 'a@x.example', type: 'work', primary: true };
const home = { value: 'b@x.example', type: 'home' };

/** The attributes after some operations. The required userName is added before and removed afterwards. */
function patch(before: Attributes, operations: object[], profile: Profile = ENTRA_PROFILE): Attributes {
  const body = { schemas: [PATCH_OP], Operations: operations };
  const resource = { id: '1', attributes: { userName: 'ann', ...before } };
  const { userName, ...after } = applyPatch(USER, resource, readPatch(USER, body, profile), profile);
  return userName === 'ann' ? after : { userName, ...after };
}

describe('add', () => {
  test.each([
    ['sets a single value', {}, { path: 'title', value: 'Lead' }, { title: 'Lead' }],
    ['replaces a single value', { title: 'Dev' }, { path: 'title', value: 'Lead' }, { title: 'Lead' }],
    ['of nothing changes nothing', { title: 'Dev' }, { path: 'title', value: null }, { title: 'Dev' }],
    [
      'completes a complex value',
      { name: { givenName: 'Ann' } },
      { path: 'name', value: { familyName: 'E' } },
      { name: { givenName: 'Ann', familyName: 'E' } },
    ],
    ['appends an element', { emails: [work] }, { path: 'emails', value: [home] }, { emails: [work, home] }],
    [
      'appends an element that comes without a list',
      { emails: [work] },
      { path: 'emails', value: home },
      { emails: [work, home] },
    ],
    [
      'folds an element that is there',
      { emails: [work] },
      { path: 'emails', value: [{ value: 'A@x.example' }] },
      { emails: [{ ...work, value: 'A@x.example' }] },
    ],
    ['folds elements that come twice', {}, { path: 'emails', value: [home, home] }, { emails: [home] }],
    [
      'keeps one primary: the new one',
      { emails: [work] },
      { path: 'emails', value: [{ ...home, primary: true }] },
      {
        emails: [
          { ...work, primary: false },
          { ...home, primary: true },
        ],
      },
    ],
    [
      'to an element that is missing makes it',
      { emails: [home] },
      { path: 'emails[type eq "work"].value', value: 'a@x.example' },
      { emails: [home, { type: 'work', value: 'a@x.example' }] },
    ],
    [
      'to an element that is missing makes it of all its eq clauses',
      {},
      { path: 'emails[type eq "work" and primary eq "True"].value', value: 'a@x.example' },
      { emails: [{ type: 'work', primary: true, value: 'a@x.example' }] },
    ],
    [
      'to an element of a type that is there, but does not fit otherwise, completes it',
      { emails: [{ value: 'a@x.example', type: 'work' }] },
      { path: 'emails[type eq "work" and primary eq "True"].value', value: 'c@x.example' },
      { emails: [{ value: 'c@x.example', type: 'work', primary: true }] },
    ],
    [
      'completes a complex value that comes in a list, as older jobs send it',
      { name: { givenName: 'Ann' } },
      { path: 'name', value: [{ familyName: 'E' }] },
      { name: { givenName: 'Ann', familyName: 'E' } },
    ],
    ['of no elements changes nothing', { emails: [work] }, { path: 'emails', value: [] }, { emails: [work] }],
    ['of no elements sets where there is one at most', { roles: [{ value: 'a' }] }, { path: 'roles', value: [] }, {}],
    [
      'of an empty element sets where there is one at most',
      { roles: [{ value: 'a' }] },
      { path: 'roles', value: [{ value: '' }] },
      {},
    ],
    [
      'of parts to the one element that is chosen keeps its others',
      { roles: [{ value: 'a', primary: true }] },
      { path: 'roles[primary eq "True"]', value: { type: 'x' } },
      { roles: [{ value: 'a', primary: true, type: 'x' }] },
    ],
    [
      'sets where there is one element at most',
      { roles: [{ value: 'a' }] },
      { path: 'roles', value: [{ value: 'b' }] },
      { roles: [{ value: 'b' }] },
    ],
    [
      'to an element that is missing sets it where there is one at most',
      { roles: [{ value: 'a', primary: false }] },
      { path: 'roles[primary eq "True"].value', value: 'b' },
      { roles: [{ value: 'b', primary: true }] },
    ],
    [
      'completes the element that is meant',
      { emails: [work, home] },
      { path: 'emails[type eq "home"]', value: { display: 'B' } },
      { emails: [work, { ...home, display: 'B' }] },
    ],
    [
      'completes the element that is meant when it comes in a list of one, as older jobs send it',
      { emails: [work, home] },
      { path: 'emails[type eq "work"]', value: [{ $ref: null, value: 'c@x.example' }] },
      { emails: [{ ...work, value: 'c@x.example' }, home] },
    ],
    [
      'makes the element that is missing of a list of one',
      {},
      { path: 'roles[primary eq "True"]', value: [{ value: 'a' }] },
      { roles: [{ primary: true, value: 'a' }] },
    ],
    [
      'of an empty list to the element that is meant changes nothing',
      { emails: [work] },
      { path: 'emails[type eq "work"]', value: [] },
      { emails: [work] },
    ],
    [
      'of nothing to an element that is missing does not make it',
      { emails: [work] },
      { path: 'emails[value eq "c@x.example"].display', value: '' },
      { emails: [work] },
    ],
    [
      'of a part makes an element where there is none',
      {},
      { path: 'emails.value', value: 'a' },
      { emails: [{ value: 'a' }] },
    ],
    [
      'leaves elements that never were primary as they are when another becomes it',
      { emails: [work, home] },
      { path: 'emails', value: [{ value: 'c@x.example', primary: true }] },
      { emails: [{ ...work, primary: false }, home, { value: 'c@x.example', primary: true }] },
    ],
    [
      'of nothing to a part of a complex value changes nothing',
      { name: { givenName: 'Ann' } },
      { path: 'name', value: { givenName: '' } },
      { name: { givenName: 'Ann' } },
    ],
    [
      'to an extension completes it',
      { [ENTERPRISE]: { department: 'Data' } },
      { value: { [ENTERPRISE]: { costCenter: '7' } } },
      { [ENTERPRISE]: { department: 'Data', costCenter: '7' } },
    ],
  ])('%s', (_what, before, operation, after) => {
    expect(patch(before, [{ op: 'add', ...operation }])).toEqual(after);
  });
});

describe('replace', () => {
  test.each([
    ['sets what was not there', {}, { path: 'title', value: 'Lead' }, { title: 'Lead' }],
    ['with nothing removes', { title: 'Dev' }, { path: 'title', value: null }, {}],
    ['with an empty text removes', { title: 'Dev' }, { path: 'title', value: '' }, {}],
    [
      'leaves the other parts of a complex value',
      { name: { givenName: 'Ann', familyName: 'E' } },
      { path: 'name.givenName', value: 'Anna' },
      { name: { givenName: 'Anna', familyName: 'E' } },
    ],
    [
      'takes away the part that a complex value names without a value, and no other',
      { name: { givenName: 'Ann', familyName: 'E' } },
      { path: 'name', value: { givenName: '' } },
      { name: { familyName: 'E' } },
    ],
    [
      'takes away one part and sets another in a value without a path',
      { name: { givenName: 'Ann', familyName: 'E' } },
      { value: { name: { givenName: null, familyName: 'F' } } },
      { name: { familyName: 'F' } },
    ],
    [
      'leaves a complex value of which it names read-only and unknown parts alone',
      { [ENTERPRISE]: { manager: { value: 'boss' } } },
      { path: 'manager', value: { displayName: 'Boss', shoeSize: 42 } },
      { [ENTERPRISE]: { manager: { value: 'boss' } } },
    ],
    ['sets a whole list', { emails: [work] }, { path: 'emails', value: [home] }, { emails: [home] }],
    ['of a list with an empty one removes it', { emails: [work] }, { path: 'emails', value: [] }, {}],
    [
      'changes the part of the element that is meant',
      { emails: [work, home] },
      { path: 'emails[type eq "home"].value', value: 'c@x.example' },
      { emails: [work, { ...home, value: 'c@x.example' }] },
    ],
    [
      'replaces the element that is meant, which stays the one that was meant',
      { emails: [work, { ...home, display: 'B' }] },
      { path: 'emails[type eq "home"]', value: { value: 'c@x.example' } },
      { emails: [work, { value: 'c@x.example', type: 'home' }] },
    ],
    [
      'makes the element that is missing',
      { emails: [work] },
      { path: 'emails[type eq "home"]', value: { value: 'b@x.example' } },
      { emails: [work, home] },
    ],
    [
      'replaces the element that is meant by the one of a list, which stays the one that was meant',
      { roles: [{ value: 'a', primary: true }] },
      { path: 'roles[primary eq "True"]', value: [{ value: 'b' }] },
      { roles: [{ primary: true, value: 'b' }] },
    ],
    [
      'empties a primary element, which goes',
      { emails: [work] },
      { path: 'emails[type eq "work"].value', value: '' },
      {},
    ],
    [
      'replaces the element that is meant',
      { emails: [work, home] },
      { path: 'emails[type eq "home"]', value: { value: 'c@x.example', type: 'other' } },
      { emails: [work, { value: 'c@x.example', type: 'other' }] },
    ],
    [
      'changes a part of every element',
      { emails: [work, home] },
      { path: 'emails.display', value: 'x' },
      {
        emails: [
          { ...work, display: 'x' },
          { ...home, display: 'x' },
        ],
      },
    ],
    ['empties an element, which goes', { emails: [home] }, { path: 'emails[type eq "home"].value', value: '' }, {}],
    [
      'moves the primary flag',
      { emails: [work, home] },
      { path: 'emails[type eq "home"].primary', value: 'True' },
      {
        emails: [
          { ...work, primary: false },
          { ...home, primary: true },
        ],
      },
    ],
    [
      'finds a boolean by text',
      { emails: [work, home] },
      { path: 'emails[primary eq "True"].value', value: 'c@x.example' },
      { emails: [{ ...work, value: 'c@x.example' }, home] },
    ],
  ])('%s', (_what, before, operation, after) => {
    expect(patch(before, [{ op: 'replace', ...operation }])).toEqual(after);
  });
});

describe('remove', () => {
  test.each([
    ['takes away a value', { title: 'Dev' }, { path: 'title' }, {}],
    ['takes away a part, and what is empty then', { name: { givenName: 'Ann' } }, { path: 'name.givenName' }, {}],
    ['takes away a value, whatever it says that it is', { title: 'Dev' }, { path: 'title', value: 'Lead' }, {}],
    [
      'takes away a part, whatever it says that it is',
      { name: { givenName: 'Ann', familyName: 'E' } },
      { path: 'name.givenName', value: 'Bob' },
      { name: { familyName: 'E' } },
    ],
    [
      'takes away the element of a value',
      { emails: [work, home] },
      { path: 'emails[value eq "b@x.example"]' },
      { emails: [work] },
    ],
    [
      'takes away a part of an element',
      { emails: [{ ...work, display: 'A' }, home] },
      { path: 'emails[type eq "work"].display' },
      { emails: [work, home] },
    ],
    ['of a part of no elements changes nothing', {}, { path: 'emails.value' }, {}],
    [
      'of elements that no filter describes changes nothing',
      { emails: [work] },
      { path: 'emails[value co "z"]' },
      { emails: [work] },
    ],
    ['takes away a list', { emails: [work] }, { path: 'emails' }, {}],
    [
      'takes away the elements that are meant',
      { emails: [work, home] },
      { path: 'emails[type eq "work"]' },
      { emails: [home] },
    ],
    [
      'takes away the elements that the value lists',
      { emails: [work, home] },
      { path: 'emails', value: [{ value: 'b@x.example' }] },
      { emails: [work] },
    ],
    [
      'of an element that is missing changes nothing',
      { emails: [work] },
      { path: 'emails[type eq "fax"].value' },
      { emails: [work] },
    ],
    ['takes away an extension', { [ENTERPRISE]: { department: 'Data', costCenter: '7' } }, { path: ENTERPRISE }, {}],
  ])('%s', (_what, before, operation, after) => {
    expect(patch(before, [{ op: 'remove', ...operation }])).toEqual(after);
  });
});

describe('an id', () => {
  test('may be repeated, and fails when it differs', () => {
    expect(patch({ title: 'x' }, [{ op: 'replace', path: 'id', value: '1' }])).toEqual({ title: 'x' });
    expect(() => patch({}, [{ op: 'replace', value: { id: '2' } }])).toThrow(
      expect.objectContaining({ scimType: 'mutability', message: "id cannot change; it is '1'" }) as Error,
    );
  });
});

describe('an element with a rewritten type or value', () => {
  const mobile = { value: '1', type: 'mobile' };

  test.each([
    ['by its path', { op: 'replace', path: 'emails[type eq "home"].type', value: 'work' }],
    ['in its value', { op: 'add', path: 'emails[value eq "b@x.example"]', value: { type: 'Work' } }],
    ['as a whole', { op: 'replace', path: 'emails[type eq "home"]', value: { ...home, type: 'work' } }],
    ['with all others', { op: 'replace', path: 'emails.type', value: 'work' }],
  ])('to the type of another one takes its place: %s', (_how, operation) => {
    const { emails } = patch({ emails: [work, home] }, [operation]);

    expect(emails).toEqual([{ ...work, value: home.value, type: expect.stringMatching(/work/i) as string }]);
  });

  test('also takes the place of one that comes after it', () => {
    const operation = { op: 'replace', path: 'emails[type eq "home"].type', value: 'work' };

    expect(patch({ emails: [home, work] }, [operation])).toEqual({ emails: [{ ...work, value: home.value }] });
  });

  test('to the value of another one merges with it, unless both have types of their own', () => {
    const untyped = { value: 'c@x.example', display: 'C' };
    const operation = { op: 'replace', path: 'emails[type eq "work"].value', value: 'C@x.example' };

    expect(patch({ emails: [untyped, work] }, [operation])).toEqual({
      emails: [{ ...work, display: 'C', value: 'C@x.example' }],
    });
    expect(patch({ emails: [work, home] }, [{ ...operation, value: home.value }])).toEqual({
      emails: [{ ...work, value: home.value }, home],
    });
  });

  test('keeps its place where no other is the same', () => {
    const operation = { op: 'replace', path: 'phoneNumbers[type eq "mobile"].type', value: 'home' };
    const fax = { value: '2', type: 'fax' };

    expect(patch({ phoneNumbers: [mobile, fax] }, [operation])).toEqual({
      phoneNumbers: [{ ...mobile, type: 'home' }, fax],
    });
  });

  test('stays beside one of the same type in the profile rfc', () => {
    const operation = { op: 'replace', path: 'emails[type eq "home"].type', value: 'work' };

    expect(patch({ emails: [work, home] }, [operation], RFC_PROFILE)).toEqual({
      emails: [work, { ...home, type: 'work' }],
    });
  });
});

test('an operation fails to write two elements at once', () => {
  const operation = { op: 'replace', path: 'emails[type eq "work"]', value: [work, home] };

  expect(() => patch({ emails: [work] }, [operation])).toThrow('emails must be an object; got [');
});

describe('an element that is missing', () => {
  test.each([
    'value co "x"',
    'value ne "x"',
    'type pr',
    'type eq null',
    'not (type eq "fax")',
    'type eq "fax" or type eq "pager"',
    'type eq "fax" and value sw "x"',
  ])('fails to be made from what does not describe it: %s', (filter) => {
    expect(() => patch({ emails: [] }, [{ op: 'add', path: `emails[${filter}].display`, value: 'x' }])).toThrow(
      expect.objectContaining({
        status: 400,
        scimType: 'noTarget',
        message: 'no element of emails.display matches the filter in its brackets',
      }) as Error,
    );
  });
});

describe('an element that is made from its filter', () => {
  const long = 'x'.repeat(513);

  test.each([
    ['a part of it', { path: `emails[value eq "${long}"].type`, value: 'work' }],
    ['the whole of it', { path: `emails[value eq "${long}"]`, value: { type: 'work' } }],
    ['a part of it, as a key', { value: { [`emails[value eq "${long}"].type`]: 'work' } }],
  ])('fails at the same limits as one from a value: %s', (_what, operation) => {
    expect(() => patch({}, [{ op: 'add', ...operation }])).toThrow(
      expect.objectContaining({
        scimType: 'invalidValue',
        message: 'emails.value must have at most 512 characters; got 513',
      }) as Error,
    );
  });

  test('ignores an empty value in the filter of a path', () => {
    const operations = [
      { op: 'add', path: 'emails[type eq ""].value', value: 'a@x.example' },
      { op: 'add', path: 'emails[value eq ""].type', value: 'work' },
      { op: 'add', path: 'phoneNumbers[value eq ""].display', value: 'none' },
    ];

    expect(patch({}, operations)).toEqual({ emails: [{ value: 'a@x.example' }], phoneNumbers: [{ display: 'none' }] });
  });
});

describe('a value with unknown parts only', () => {
  const lists = USER.schema.attributes.filter(
    ({ multiValued, mutability }) => multiValued && mutability !== 'readOnly',
  );

  test.each(lists.map(({ name }) => name))('fails for %s with every operation, and removes nothing', (name) => {
    const kinds = [
      [{ nosuch: 'x' }],
      { nosuch: 'x' },
      [{ type: 'work', primary: 'True', nosuch: 'x' }],
      ['{"nosuch":1}'],
    ];
    const part = name === 'addresses' ? 'country' : 'value';
    const before = { [name]: [{ [part]: 'eA==', type: 'work' }] };
    const operations = ['add', 'replace', 'remove'].flatMap((op) => [
      ...kinds.map((value) => ({ op, path: name, value })),
      ...(op === 'remove' ? [] : kinds.map((value) => ({ op, value: { [name]: value } }))),
      ...(op === 'remove' ? [] : [{ op, path: `${name}[type eq "work"]`, value: { nosuch: 'x' } }]),
    ]);

    for (const operation of operations) {
      expect(() => patch(before, [operation])).toThrow(
        expect.objectContaining({ scimType: 'invalidValue', message: expect.stringContaining(name) }) as Error,
      );
    }
  });
});

describe('several operations', () => {
  test('apply in order, each to what the one before it left', () => {
    const operations = [
      { op: 'add', path: 'emails[type eq "work"].value', value: 'a@x.example' },
      { op: 'replace', path: 'emails[type eq "work"].display', value: 'A' },
      { op: 'remove', path: 'title' },
      { op: 'add', path: 'title', value: 'Lead' },
    ];

    expect(patch({ title: 'Dev' }, operations)).toEqual({
      emails: [{ type: 'work', value: 'a@x.example', display: 'A' }],
      title: 'Lead',
    });
  });

  test('do not modify their input', () => {
    const before = { emails: [work] };

    patch(before, [{ op: 'replace', path: 'emails[type eq "work"].value', value: 'x' }]);

    expect(before).toEqual({ emails: [{ value: 'a@x.example', type: 'work', primary: true }] });
  });
});

describe('an element that becomes primary without a value', () => {
  const primaryHome = { op: 'replace', path: 'emails[type eq "home"].primary', value: 'True' };

  test.each([
    ['with a path', primaryHome],
    ['as an element', { op: 'add', path: 'emails', value: [{ type: 'home', primary: true }] }],
    ['as one of the list', { op: 'replace', path: 'emails', value: [work, { type: 'home', primary: true }] }],
  ])('leaves the primary one as it is, when it comes %s', (_how, operation) => {
    expect(patch({ emails: [work] }, [operation])).toEqual({ emails: [work] });
  });

  test.each([
    ['before it', [primaryHome, { op: 'add', path: 'emails[type eq "home"].value', value: home.value }]],
    ['after it', [{ op: 'add', path: 'emails[type eq "home"].value', value: home.value }, primaryHome]],
    [
      'with a change of the other one between them',
      [
        primaryHome,
        { op: 'replace', path: 'emails[type eq "work"].value', value: work.value },
        { op: 'add', path: 'emails[type eq "home"].value', value: home.value },
      ],
    ],
  ])('is the primary one when the flag comes and its value follows: %s', (_order, operations) => {
    const { emails } = patch({ emails: [work] }, operations);

    expect(emails).toEqual([{ ...work, primary: false }, expect.objectContaining({ ...home, primary: true })]);
  });
});

describe('the profile rfc', () => {
  test.each([
    [{ op: 'replace', path: 'emails[type eq "work"].value', value: 'x' }, 'noTarget'],
    [{ op: 'remove', path: 'emails[type eq "work"]' }, 'noTarget'],
    [{ op: 'replace', path: 'active', value: 'True' }, 'invalidValue'],
    [{ op: 'replace', path: 'displayName', value: ['x'] }, 'invalidValue'],
    [{ op: 'replace', path: `${ENTERPRISE}:manager`, value: '1' }, 'invalidValue'],
    [{ op: 'add', path: 'emails', value: 'd@x.example' }, 'invalidValue'],
    [{ op: 'replace', path: 'emails', value: home }, 'invalidValue'],
    [{ op: 'replace', path: 'emails[type eq "home"]', value: [home] }, 'invalidValue'],
    [{ op: 'add', path: 'name', value: { shoeSize: 42 } }, 'invalidValue'],
    [{ op: 'add', path: 'emails', value: [{ shoeSize: 42 }] }, 'invalidValue'],
    [{ op: 'replace', path: 'emails[primary eq "True"].value', value: 'x' }, 'invalidFilter'],
    [{ op: 'replace', path: `${ENTERPRISE}:manager`, value: { value: '' } }, 'invalidValue'],
    [{ op: 'add', path: 'x509Certificates', value: [{ value: 'not base64!!' }] }, 'invalidValue'],
    [{ op: 'add', path: 'x509Certificates', value: [{ value: 'TWE' }] }, 'invalidValue'],
    [{ op: 'add', path: 'x509Certificates', value: [{ value: 'T=Fu' }] }, 'invalidValue'],
  ])('fails on %j with %s', (operation, scimType) => {
    expect(() => patch({ emails: [home] }, [operation], RFC_PROFILE)).toThrow(
      expect.objectContaining({ scimType }) as Error,
    );
  });

  test('takes base64, and texts that are empty where they may be', () => {
    const after = { title: '', x509Certificates: [{ value: 'TWE=' }, { value: 'T+/u' }] };

    expect(patch({}, [{ op: 'replace', value: after }], RFC_PROFILE)).toEqual(after);
  });

  test('accepts a value that is added without a list', () => {
    expect(patch({ emails: [home] }, [{ op: 'add', path: 'emails', value: work }], RFC_PROFILE)).toEqual({
      emails: [home, work],
    });
  });

  test('fails on a PATCH without operations', () => {
    expect(() => patch({}, [], RFC_PROFILE)).toThrow('Operations must contain at least one operation');
  });
});
