import type { BulkOperation } from '../../../service/scim/bulk';
import { referencesOf, splitByReferences, withIds } from '../../../service/scim/bulk-reference';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const operation: BulkOperation = {
  method: 'PATCH',
  path: '/Groups/bulkId:team',
  bulkId: undefined,
  version: undefined,
  data: {
    Operations: [
      { op: 'add', path: 'members', value: [{ value: 'bulkId:ann' }, { value: 'bulkId:ann' }, { value: '7' }] },
      { op: 'remove', path: 'members[value eq "bulkId:bob"]', value: null, count: 7 },
      { op: 'add', path: 'displayName', value: 'see bulkId:carl' },
    ],
  },
};
const inData = (data: unknown) => [...referencesOf({ path: '', data })];

describe('a reference', () => {
  test('is found in the path, in a value and in the brackets of a PATCH', () => {
    expect([...referencesOf(operation)]).toEqual(['team', 'ann', 'bob']);
  });

  test('is replaced by the id of what was created, and stays where nothing was', () => {
    const ids = new Map([
      ['ann', '1'],
      ['bob', '2'],
    ]);

    expect(withIds(operation, ids)).toEqual({
      ...operation,
      data: {
        Operations: [
          { op: 'add', path: 'members', value: [{ value: '1' }, { value: '1' }, { value: '7' }] },
          { op: 'remove', path: 'members[value eq "2"]', value: null, count: 7 },
          { op: 'add', path: 'displayName', value: 'see bulkId:carl' },
        ],
      },
    });
  });

  test.each([
    ['as a string', { manager: 'bulkId:a' }],
    ['as an object', { manager: { value: 'bulkId:a' } }],
    ['as a URL', { manager: { $ref: 'https://x.example/Users/bulkId:a' } }],
    ['below the URN', { [ENTERPRISE]: { Manager: { value: 'bulkId:a' } } }],
    ['behind the URN', { [`${ENTERPRISE}:manager.value`]: 'bulkId:a' }],
    ['in the value of a PATCH', { Operations: [{ op: 'add', path: `${ENTERPRISE}:manager`, value: 'bulkId:a' }] }],
    ['in a PATCH of the extension', { Operations: [{ op: 'add', path: ENTERPRISE, value: { manager: 'bulkId:a' } }] }],
    ['in a PATCH without a path', { Operations: [{ op: 'add', value: { MEMBERS: [{ value: 'bulkId:a' }] } }] }],
    ['in brackets', { operations: [{ Op: 'remove', Path: 'Members [value eq "bulkId:a"]' }] }],
  ])('to a manager or member is found %s', (_how, data) => {
    expect(inData(data)).toEqual(['a']);
  });

  test.each([
    ['a string', { title: 'bulkId:a', userName: 'bulkId:a' }],
    ['the URL of a page', { profileUrl: 'https://x.example/bulkId:a' }],
    ['an address', { emails: [{ value: 'bulkId:a' }] }],
    ['a group of a user, which nobody can write', { groups: [{ value: 'bulkId:a' }] }],
    ['the value of a PATCH', { Operations: [{ op: 'add', path: 'title', value: 'bulkId:a' }] }],
    ['the brackets of a PATCH', { Operations: [{ op: 'remove', path: 'emails[value eq "bulkId:a"]' }] }],
    ['another part of a sentence', { manager: 'see bulkId:a' }],
  ])('is not found in %s', (_where, data) => {
    expect(inData(data)).toEqual([]);
    expect(withIds({ ...operation, data }, new Map([['a', '1']])).data).toEqual(data);
  });
});

describe('a body', () => {
  test('is split into what refers to other operations and what does not', () => {
    const data = { userName: 'ann', manager: 'bulkId:a', [ENTERPRISE]: { manager: 'bulkId:b' } };

    expect(splitByReferences(data, ['a'])).toEqual({
      others: { userName: 'ann', [ENTERPRISE]: { manager: 'bulkId:b' } },
      referring: { manager: 'bulkId:a' },
    });
  });

  test.each([[undefined], ['bulkId:a'], [[{ manager: 'bulkId:a' }]]])(
    'that is not an object stays whole: %j',
    (data) => {
      expect(splitByReferences(data, ['a'])).toEqual({ others: data, referring: {} });
    },
  );
});
