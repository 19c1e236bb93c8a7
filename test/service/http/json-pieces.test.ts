import fc from 'fast-check';

import { eachMade, isLong, jsonPieces } from '../../../service/http/json-pieces';
import { MadeList } from '../../../service/scim/made-list';

const list = (length: number) => Array.from({ length }, (_, n) => ({ value: `user ${n}`, display: null }));

describe('the pieces of a document', () => {
  test('make up its JSON text', () => {
    const values = fc.oneof(
      fc.jsonValue(),
      fc.constant(undefined),
      fc.constantFrom(999, 1_000, 1_001, 3_000).map(list),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), values), (document) => {
        expect([...jsonPieces(document)].join('')).toBe(JSON.stringify(document));
      }),
      { numRuns: 50 },
    );
  });

  test('make up its JSON text where its lists are produced while they are written', () => {
    const documents = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 15 });
    fc.assert(
      fc.property(documents, fc.integer({ min: 0, max: 2_000 }), (items, members) => {
        const made = items.map((item) => ({ ...item, members: list(members) }));
        const lazy = { total: 1, Resources: eachMade(items, (item) => ({ ...item, members: list(members) })), last: 2 };

        expect([...jsonPieces(lazy)].join('')).toBe(JSON.stringify({ total: 1, Resources: made, last: 2 }));
      }),
      { numRuns: 50 },
    );
  });

  test('hold a list that is produced while it is written, however deep in the document', () => {
    const groups = (length: number) => MadeList.of(list(length), (group) => group, 10);
    const events = eachMade([5, 2_000], (length) => ({ type: 'user.updated', resource: { groups: groups(length) } }));

    const { events: read } = JSON.parse([...jsonPieces({ events })].join(''));

    expect(read.map(({ resource }: any) => resource.groups)).toEqual([list(5), list(2_000)]);
  });

  test('are needed for a long list, even within few resources, and for many resources, but not for a single match', () => {
    const found = (members: number, count: number) =>
      isLong({ Resources: eachMade(Array<number>(count).fill(members), (length) => ({ members: list(length) })) });

    expect([found(1_000, 0), found(1_000, 1), found(1_000, 10)]).toEqual([false, false, false]);
    expect([found(1_001, 1), found(0, 11)]).toEqual([true, true]);
  });

  test('are a single one for a short document', () => {
    expect([...jsonPieces({ Resources: eachMade(list(100), (item) => item) })]).toHaveLength(1);
  });

  test('are produced on demand: of a list of large resources, few exist at a time', () => {
    let made = 0;
    const make = (text: string) => ({ text, number: made++ });
    const pieces = jsonPieces({ Resources: eachMade(Array<string>(100).fill('x'.repeat(50_000)), make) });

    pieces.next();
    expect(made).toBe(3);
    expect([...pieces].length).toBeGreaterThan(30);
  });

  test('each contain little of a list with many elements', () => {
    const pieces = [...jsonPieces({ id: 'g', members: list(20_000), meta: {} })];

    expect(pieces.length).toBeGreaterThan(3);
    for (const piece of pieces) expect(piece.length).toBeLessThan(200_000);
  });
});
