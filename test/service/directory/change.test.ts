import { changedAttributes, changeTo } from '../../../service/directory/change';
import type { Resource } from '../../../service/scim/resource';

const before: Resource = {
  id: '1',
  attributes: { userName: 'ann', emails: [{ value: 'a' }] },
  version: 3,
  created: new Date(1),
  lastModified: new Date(5),
};

describe('a change', () => {
  test('gives the resource its attributes, the next version and the time', () => {
    expect(changeTo(before, { userName: 'bob' }, new Date(9))).toEqual({
      resource: { ...before, attributes: { userName: 'bob' }, version: 4, lastModified: new Date(9) },
      attributes: ['userName', 'emails'],
    });
  });

  test('never turns the time back', () => {
    expect(changeTo(before, {}, new Date(4)).resource.lastModified).toEqual(new Date(5));
  });
});

test.each([
  ['none where they are equal', { a: [{ b: 1 }] }, { a: [{ b: 1 }] }, []],
  ['those that are new', { a: 1 }, { a: 1, b: 2 }, ['b']],
  ['those that are gone', { a: 1, b: 2 }, { a: 1 }, ['b']],
  ['those that differ inside', { a: { b: { c: 1 } } }, { a: { b: { c: 2 } } }, ['a']],
  ['those whose elements have another order', { a: [1, 2] }, { a: [2, 1] }, ['a']],
])('changed attributes are %s', (_what, one, other, expected) => {
  expect(changedAttributes(one, other)).toEqual(expected);
});
