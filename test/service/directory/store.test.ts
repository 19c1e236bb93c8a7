import { Duplicate, SearchTooCostly, StoreUnavailable, UnknownMember } from '../../../service/directory/store';

test.each([
  [new Duplicate('userName', 'ann'), "Duplicate: userName 'ann' is not unique"],
  [new UnknownMember(['1', '2']), 'UnknownMember: no users 1, 2'],
  [new SearchTooCostly('too long'), 'SearchTooCostly: too long'],
  [new StoreUnavailable('no connection'), 'StoreUnavailable: no connection'],
])('a failure of a store says in the log what it is: %s', (failure, expected) => {
  expect(String(failure)).toBe(expected);
});
