import {
  isAboutMembers,
  joinChanges,
  type MemberChange,
  readMemberChanges,
  requireTargets,
} from '../../../service/scim/member-change';
import { readPatch } from '../../../service/scim/patch-operation';
import { ENTRA_PROFILE } from '../../../service/scim/profile';
import { GROUP, USER } from '../../../service/scim/resource-type';

/** The member changes that operations ask for. */
function changes(...operations: object[]): Promise<MemberChange[]> {
  const read = readPatch(GROUP, { Operations: operations }, ENTRA_PROFILE).filter(isAboutMembers);
  return readMemberChanges(read, ENTRA_PROFILE);
}

describe('an operation on members', () => {
  test.each([
    ['adds', { op: 'Add', path: 'members', value: [{ $ref: null, value: 'A' }] }, { kind: 'add', ids: ['a'] }],
    ['adds', { op: 'add', value: { Members: [{ value: 'a' }] } }, { kind: 'add', ids: ['a'] }],
    ['adds', { op: 'add', path: 'members', value: ['a', { value: 'A' }] }, { kind: 'add', ids: ['a'] }],
    [
      'adds',
      { op: 'add', path: 'members', value: { $ref: 'https://x.example/scim/v2/Users/Ann' } },
      { kind: 'add', ids: ['ann'] },
    ],
    ['adds nobody', { op: 'add', path: 'members', value: [] }, { kind: 'add', ids: [] }],
    ['replaces', { op: 'replace', path: 'members', value: [{ value: 'a' }] }, { kind: 'replace', ids: ['a'] }],
    ['replaces by nobody', { op: 'replace', path: 'members', value: [] }, { kind: 'replace', ids: [] }],
    [
      'removes those of the value',
      { op: 'Remove', path: 'members', value: [{ value: 'a', display: 'x', $ref: 'y' }, { value: 'b' }] },
      { kind: 'remove', ids: ['a', 'b'] },
    ],
    ['removes nobody', { op: 'remove', path: 'members', value: [] }, { kind: 'remove', ids: [] }],
    ['removes nobody', { op: 'remove', path: 'members', value: null }, { kind: 'remove', ids: [] }],
    ['removes those of the filter', { op: 'remove', path: 'members[VALUE eq "A"]' }, { kind: 'remove', ids: ['a'] }],
    [
      'removes those of the filter',
      { op: 'remove', path: 'members[value eq "a" or (value eq "b" or value eq "c")]' },
      { kind: 'remove', ids: ['a', 'b', 'c'] },
    ],
    [
      'removes those of the filter',
      { op: 'remove', path: 'members[value eq "a" and type eq "User"]' },
      { kind: 'remove', ids: ['a'] },
    ],
    [
      'removes those of the filter',
      { op: 'remove', path: 'members[type eq "user" and (value eq "a" or value eq "B")]' },
      { kind: 'remove', ids: ['a', 'b'] },
    ],
    [
      'removes nobody, who is two people at once',
      { op: 'remove', path: 'members[value eq "a" and value eq "b"]' },
      { kind: 'remove', ids: [] },
    ],
    [
      'removes nobody, who is no user',
      { op: 'remove', path: 'members[value eq "a" and type eq "Group"]' },
      { kind: 'remove', ids: [] },
    ],
    [
      'removes those of the filter',
      { op: 'remove', path: 'members[(value eq "a" or value eq "b") and (value eq "b" or value eq "c")]' },
      { kind: 'remove', ids: ['b'] },
    ],
    ['removes all, who are users', { op: 'remove', path: 'members[type eq "User"]' }, { kind: 'clear' }],
    [
      'removes all, who are users',
      { op: 'remove', path: 'members[value eq "a" or type eq "User"]' },
      { kind: 'clear' },
    ],
    ['removes all', { op: 'remove', path: 'members' }, { kind: 'clear' }],
  ])('%s: %j', async (_what, operation, expected) => {
    expect(await changes(operation)).toEqual([expected]);
  });

  test.each([
    [
      { op: 'add', path: 'members[value eq "a"]', value: 'x' },
      'invalidPath',
      'add members needs the members in its value',
    ],
    [{ op: 'replace', path: 'members.value', value: 'x' }, 'mutability', 'members.value cannot change; add or remove'],
    [{ op: 'remove', path: 'members[value eq "a"].value' }, 'mutability', 'members.value cannot change; add or remove'],
    [
      { op: 'remove', path: 'members[value ne "a"]' },
      'invalidFilter',
      'members can be chosen by value eq "…" and type eq "…" only',
    ],
    [{ op: 'remove', path: 'members[type ne "Group"]' }, 'invalidFilter', 'members can be chosen by value eq "…" and'],
    [{ op: 'remove', path: 'members[display eq "Ann"]' }, 'invalidFilter', 'members can be chosen by value eq "…" and'],
    [
      { op: 'remove', path: 'members[value eq null]' },
      'invalidFilter',
      'members can be chosen by value eq "…" and type eq "…" only',
    ],
    [
      { op: 'remove', path: 'members[value pr]' },
      'invalidFilter',
      'members can be chosen by value eq "…" and type eq "…" only',
    ],
    [{ op: 'remove', path: 'members[not (value eq "a")]' }, 'invalidFilter', 'members can be chosen by'],
    [
      { op: 'add', path: 'members', value: [{ type: 'User' }] },
      'invalidValue',
      "a member needs a value: the user's id",
    ],
    [
      { op: 'add', path: 'members', value: [{ value: 'a' }, { value: '' }] },
      'invalidValue',
      'each of members needs a value; 1 came without one',
    ],
    [{ op: 'replace', path: 'members', value: [{ value: null }] }, 'invalidValue', 'each of members needs a value; 1'],
    [{ op: 'add', path: 'members', value: [{}, null, ''] }, 'invalidValue', '3 came without one'],
    [{ op: 'add', path: 'members', value: [7] }, 'invalidValue', 'members must be an object; got 7'],
  ])('fails: %j', async (operation, scimType, detail) => {
    await expect(changes(operation)).rejects.toThrow(
      expect.objectContaining({ status: 400, scimType, message: expect.stringContaining(detail) }) as Error,
    );
  });

  test('is not an operation on another attribute', async () => {
    expect(await changes({ op: 'add', path: 'displayName', value: 'x' })).toEqual([]);
    const operations = readPatch(USER, { Operations: [{ op: 'add', path: 'manager', value: 'x' }] }, ENTRA_PROFILE);
    expect(operations.filter(isAboutMembers)).toEqual([]);
  });
});

describe('an operation on many members', () => {
  const many = (count: number) => ({
    op: 'add',
    path: 'members',
    value: Array.from({ length: count }, (_, index) => ({ value: `ID-${index}` })),
  });

  test('lets others be served while it is read', async () => {
    let served = 0;
    const turn = () => {
      served++;
      turns = setImmediate(turn);
    };
    let turns = setImmediate(turn);

    const [change] = await changes(many(50_000));
    clearImmediate(turns);

    expect(change).toMatchObject({ kind: 'add', ids: { length: 50_000, 49999: 'id-49999' } });
    expect(served).toBeGreaterThanOrEqual(24);
  });

  test('fails when a request names more than 100,000, and says how to do it in pieces', async () => {
    expect(await changes(many(60_000), many(40_000))).toHaveLength(1);
    await expect(changes(many(60_000), many(40_001))).rejects.toMatchObject({
      status: 400,
      scimType: 'tooMany',
      message:
        'a request may name up to 100000 members; this one names 100001; replace them by the first ones, ' +
        'and add the others by further requests (PATCH, op add)',
    });
  });
});

describe('changes', () => {
  const add = (...ids: string[]): MemberChange => ({ kind: 'add', ids });
  const remove = (...ids: string[]): MemberChange => ({ kind: 'remove', ids });
  const replace = (...ids: string[]): MemberChange => ({ kind: 'replace', ids });
  const clear: MemberChange = { kind: 'clear' };

  test.each([
    ['that add one after the other are one', [add('a'), add('b', 'a')], [add('a', 'b')]],
    ['that remove one after the other are one', [remove('a'), remove('b')], [remove('a', 'b')]],
    ['of different kinds keep their order', [add('a'), remove('a'), add('a')], [add('a'), remove('a'), add('a')]],
    ['that replace stay apart: the last one counts', [replace('a'), replace('b')], [replace('a'), replace('b')]],
    ['that take away all stay apart', [add('a'), clear, clear, add('b')], [add('a'), clear, clear, add('b')]],
    ['of none are none', [], []],
  ])('%s', (_what, given, expected) => {
    expect(joinChanges(given)).toEqual(expected);
  });
});

describe('removals that have to find somebody', () => {
  const choose = (...ids: string[]): MemberChange => ({ kind: 'remove', ids, choices: [ids] });
  const loose: MemberChange = { kind: 'remove', ids: ['a'] };

  test('are joined, and stay apart from those that need not', () => {
    expect(joinChanges([choose('a'), choose('b', 'a'), loose, loose])).toEqual([
      { kind: 'remove', ids: ['a', 'b'], choices: [['a'], ['b', 'a']] },
      { kind: 'remove', ids: ['a'] },
    ]);
  });

  test.each([
    [[choose('a')], ['a'], true],
    [[choose('a')], [], false],
    [[choose('a', 'b')], ['b'], true],
    [[choose()], [], false],
    [[choose('a'), choose('a')], ['a'], false],
    [[choose('a'), choose('a', 'b')], ['a', 'b'], true],
    [[loose], [], true],
    [[{ kind: 'clear', needsOne: true }], [], false],
    [[{ kind: 'clear', needsOne: true }], ['a'], true],
    [[{ kind: 'clear' }], [], true],
  ] as [MemberChange[], string[], boolean][])('%j find somebody among %j: %s', (given, members, expected) => {
    const check = () => {
      for (const change of joinChanges(given)) requireTargets(change, members);
    };

    if (expected) expect(check).not.toThrow();
    else expect(check).toThrow(expect.objectContaining({ status: 400, scimType: 'noTarget' }) as Error);
  });
});

describe('many changes of one kind', () => {
  test('are taken together at the cost of one look at each id', () => {
    let looks = 0;
    const change = (index: number): MemberChange => {
      const ids = [`${index}`, 'again'];
      const entries = ids[Symbol.iterator].bind(ids);
      ids[Symbol.iterator] = () => {
        looks++;
        return entries();
      };
      return { kind: 'add', ids };
    };
    const many = Array.from({ length: 500 }, (_, index) => change(index));

    const [joined, ...others] = joinChanges(many);

    expect(others).toEqual([]);
    expect(joined).toEqual({ kind: 'add', ids: ['0', 'again', ...many.slice(1).map((_, index) => `${index + 1}`)] });
    expect(looks).toBe(500);
  });
});
