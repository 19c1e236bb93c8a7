import fc from 'fast-check';

import { isLong, jsonPieces } from '../../../service/http/json-pieces';

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

  test('hold a thousand elements of a list at most', () => {
    const pieces = [...jsonPieces({ id: 'g', members: list(2_500), meta: {} })];

    expect(pieces.map((piece) => piece.split('user').length - 1)).toEqual([1_000, 1_000, 500, 0]);
  });

  test('are only made of a document with a long list', () => {
    expect(isLong({ members: list(1_000) })).toBe(false);
    expect(isLong({ members: list(1_001) })).toBe(true);
  });
});
