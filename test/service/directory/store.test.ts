import { Duplicate, SearchTooCostly, StoreUnavailable, UnknownMember } from '../../../service/directory/store';

test('a failure of a store says in the log what kind it is', () => {
  const failures = [
    new Duplicate('userName', 'ann'),
    new UnknownMember(['1', '2']),
    new SearchTooCostly('too long'),
    new StoreUnavailable('no connection'),
  ];

  expect(failures.map(String)).toEqual([
    "Duplicate: userName 'ann' is not unique",
    'UnknownMember: no users 1, 2',
    'SearchTooCostly: too long',
    'StoreUnavailable: no connection',
  ]);
});
