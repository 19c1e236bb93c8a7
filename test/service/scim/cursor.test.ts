import { decodeCursor, encodeCursor, searchFingerprint } from '../../../service/scim/cursor';
import { parseFilter } from '../../../service/scim/parse-filter';
import { GROUP, USER } from '../../../service/scim/resource-type';
import { readSort } from '../../../service/scim/sort';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';
const fingerprint = searchFingerprint(USER, undefined, undefined);
const crafted = (content: unknown) => Buffer.from(JSON.stringify(content)).toString('base64url');

describe('a cursor', () => {
  test.each([undefined, null, '', 'Müller "%'])('leads back to the position that it was made from (key %j)', (key) => {
    const cursor = encodeCursor({ id, key }, fingerprint);

    expect(cursor).toMatch(/^[\w-]+$/);
    expect(decodeCursor(cursor, fingerprint)).toEqual({ id, key });
  });

  test('that is empty asks for the first page', () => {
    expect(decodeCursor('', fingerprint)).toBeUndefined();
  });

  test.each([
    ['of another search', encodeCursor({ id, key: undefined }, 'other')],
    ['that is no base64', '%%%'],
    ['that is no JSON', Buffer.from('{"f":').toString('base64url')],
    ['that is no object', crafted([fingerprint, id])],
    ['that is null', crafted(null)],
    ['without an id', crafted({ f: fingerprint })],
    ['whose id is a number', crafted({ f: fingerprint, i: 7 })],
    ['whose id is none of the service', crafted({ f: fingerprint, i: "' or true" })],
    ['whose key is a number', crafted({ f: fingerprint, i: id, k: 7 })],
    ['whose key is an object', crafted({ f: fingerprint, i: id, k: {} })],
    ['whose key cannot be stored', crafted({ f: fingerprint, i: id, k: 'a\0b' })],
  ])('fails when it is one %s', (_what, cursor) => {
    expect(() => decodeCursor(cursor, fingerprint)).toThrow(
      expect.objectContaining({
        status: 400,
        scimType: 'invalidCursor',
        message: 'the cursor does not belong to this search; repeat filter and sorting, or start with an empty cursor',
      }) as Error,
    );
  });
});

describe('a fingerprint', () => {
  const of = (filter?: string, sortBy?: string, sortOrder?: string) =>
    searchFingerprint(
      USER,
      filter === undefined ? undefined : parseFilter(filter, USER),
      readSort(USER, { sortBy, sortOrder }),
    );

  test('differs between searches by what they ask and how they sort', () => {
    const searches = [
      of(),
      of('title eq "a"'),
      of('title eq "A"'),
      of('title pr'),
      of(undefined, 'title'),
      of(undefined, 'title', 'descending'),
      of(undefined, 'userName'),
      of('title pr', 'title'),
    ];

    expect(new Set(searches).size).toBe(searches.length);
    expect(searches).not.toContain(searchFingerprint(GROUP, undefined, undefined));
  });

  test('is the same for every spelling of a search', () => {
    expect(of('(TITLE  PR)', 'TITLE', 'Ascending')).toBe(of('title pr', 'title'));
    expect(of('title pr')).toMatch(/^[\w-]{12}$/);
  });
});
