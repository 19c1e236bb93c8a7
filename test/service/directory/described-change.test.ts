import { describeChange } from '../../../service/directory/described-change';
import type { HistoryEntry } from '../../../service/directory/history';

const ENTRY: HistoryEntry = {
  at: new Date(),
  requestId: 'request-1',
  tokenId: 'gen-3',
  action: 'change',
  type: 'User',
  id: 'some-id',
  name: 'ann',
  externalId: null,
  version: 2,
  attributes: [],
  changes: {},
};
const members = (count: number) => Array.from({ length: count }, (_, n) => ({ id: `id-${n}`, name: `user-${n}` }));

test.each<[Partial<HistoryEntry>, string]>([
  [
    {
      action: 'create',
      changes: { userName: { after: 'ann' }, role: { after: 'account_billing' }, active: { after: true } },
    },
    'created; role account_billing',
  ],
  [{ action: 'create', changes: { active: { after: false } } }, 'created; inactive'],
  [{ changes: { active: { before: true, after: false } }, attributes: ['active'] }, 'deactivated'],
  [{ changes: { active: { before: false, after: true } }, attributes: ['active'] }, 'activated'],
  [{ changes: { role: { before: 'account_analyst' } }, attributes: ['roles'] }, 'role account_analyst → none'],
  [{ changes: { userName: { before: 'ann', after: 'anna' } }, attributes: ['userName'] }, 'userName ann → anna'],
  [{ attributes: ['title', 'emails'] }, 'changed title, emails'],
  [
    {
      changes: { role: { before: 'a', after: 'b' }, active: { before: true, after: false } },
      attributes: ['active', 'roles', 'title'],
    },
    'deactivated; role a → b; changed title',
  ],
  [{ action: 'restore', changes: { active: { before: false, after: true } }, attributes: ['active'] }, 'restored'],
  [{ action: 'delete', changes: { role: { before: 'account_billing' } } }, 'deleted; role account_billing → none'],
  [{ action: 'join', group: { id: 'g', name: 'Finance' } }, 'joined Finance'],
  [{ action: 'leave', group: { id: 'g', name: 'Finance' } }, 'left Finance'],
  [{ changes: { members: { added: members(2), removed: [] } }, attributes: ['members'] }, 'added user-0, user-1'],
  [
    { changes: { members: { added: [], removed: members(7) } }, attributes: ['members'] },
    'removed user-0, user-1, user-2, user-3, user-4 and 2 more',
  ],
  [{ changes: { members: { added: [{ id: 'id-0' }], removed: [] } }, attributes: ['members'] }, 'added id-0'],
  [{ version: null, attributes: ['active', 'roles'] }, 'changed active, roles'],
])('%j reads as %j', (entry, words) => {
  expect(describeChange({ ...ENTRY, ...entry })).toBe(words);
});
