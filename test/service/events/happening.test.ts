import { type Happening, happeningsOf } from '../../../service/events/happening';
import type { HistoryRow } from '../../../service/events/history-row';

const ROW: HistoryRow = {
  position: 7,
  rowId: '70',
  at: new Date('2026-11-30T14:00:00Z'),
  requestId: 'request-1',
  tokenId: 'gen-3',
  action: 'change',
  type: 'User',
  id: 'ann',
  name: 'ann@contoso.example',
  externalId: 'object-of-ann',
  version: 4,
  attributes: [],
  changes: {},
};
const GROUP: HistoryRow = { ...ROW, type: 'Group', id: 'finance', name: 'Finance' };

function told(row: Partial<HistoryRow>, base = ROW): [string, unknown][] {
  return happeningsOf({ ...base, ...row }).map(({ type, previous }: Happening) => [type, previous]);
}

describe('a change is told as', () => {
  test.each<[string, Partial<HistoryRow>, [string, unknown][]]>([
    ['created', { action: 'create', changes: { active: { after: true } } }, [['user.created', undefined]]],
    ['deleted', { action: 'delete', changes: { active: { before: true } } }, [['user.deleted', undefined]]],
    [
      'deactivated, with what was',
      { attributes: ['active'], changes: { active: { before: true, after: false } } },
      [['user.deactivated', { active: true }]],
    ],
    [
      'restored',
      { action: 'restore', attributes: ['active'], changes: { active: { before: false, after: true } } },
      [['user.restored', { active: false }]],
    ],
    [
      'a new role, where there was none',
      { attributes: ['roles'], changes: { role: { after: 'account_reviewer' } } },
      [['user.role_changed', { role: null }]],
    ],
    [
      'renamed',
      { attributes: ['userName'], changes: { userName: { before: 'a', after: 'b' } } },
      [['user.renamed', { userName: 'a' }]],
    ],
    [
      'updated, once for all attributes without a type of their own',
      { attributes: ['name', 'displayName'], changes: { displayName: { before: 'Ann', after: 'Anne' } } },
      [['user.updated', { displayName: 'Ann' }]],
    ],
    [
      'several events, when one request changed several facts',
      {
        attributes: ['roles', 'active', 'title'],
        changes: { role: { before: 'x', after: 'y' }, active: { before: true, after: false } },
      },
      [
        ['user.role_changed', { role: 'x' }],
        ['user.deactivated', { active: true }],
        ['user.updated', undefined],
      ],
    ],
  ])('a user %s', (_title, row, expected) => {
    expect(told(row)).toEqual(expected);
  });

  test('users who left and joined a group, each naming both sides', () => {
    const members = { added: [{ id: 'bob', name: 'bob@contoso.example' }], removed: [{ id: 'ann' }] };

    expect(happeningsOf({ ...GROUP, attributes: ['members'], changes: { members } })).toEqual([
      {
        type: 'user.left_group',
        subject: { type: 'User', id: 'ann', name: null, externalId: null },
        group: { id: 'finance', displayName: 'Finance' },
      },
      {
        type: 'user.joined_group',
        subject: { type: 'User', id: 'bob', name: 'bob@contoso.example', externalId: null },
        group: { id: 'finance', displayName: 'Finance' },
      },
    ]);
  });

  test('members who join a group once it is created, and leave it before it is deleted', () => {
    const [ann, bob] = [{ id: 'ann' }, { id: 'bob' }];

    expect(told({ action: 'create', changes: { members: { added: [ann], removed: [] } } }, GROUP)).toEqual([
      ['group.created', undefined],
      ['user.joined_group', undefined],
    ]);
    expect(told({ action: 'delete', changes: { members: { added: [], removed: [ann, bob] } } }, GROUP)).toEqual([
      ['user.left_group', undefined],
      ['user.left_group', undefined],
      ['group.deleted', undefined],
    ]);
  });

  test('a group created, renamed, updated and deleted', () => {
    expect(told({ action: 'create' }, GROUP)).toEqual([['group.created', undefined]]);
    const changes = { displayName: { before: 'Money', after: 'Finance' } };
    expect(told({ attributes: ['displayName', 'externalId'], changes }, GROUP)).toEqual([
      ['group.renamed', { displayName: 'Money' }],
      ['group.updated', undefined],
    ]);
    expect(told({ action: 'delete' }, GROUP)).toEqual([['group.deleted', undefined]]);
  });
});
