import { encodeCursor, searchFingerprint } from '../../../service/scim/cursor';
import { readInteger, readText } from '../../../service/scim/read-parameter';
import { USER } from '../../../service/scim/resource-type';
import { readSearch, type SearchParameters } from '../../../service/scim/search';

const page = (parameters: SearchParameters) => readSearch(USER, parameters).page;
const id = '01890a5d-ac96-774b-bcce-b302099a8057';

describe('a search', () => {
  test('without parameters asks for the first 100', () => {
    expect(readSearch(USER, {})).toEqual({
      filter: undefined,
      sort: undefined,
      page: { kind: 'index', startIndex: 1, count: 100 },
    });
  });

  test('reads filter and sort, and accepts their cursors', () => {
    const search = readSearch(USER, { filter: 'title pr', sortBy: 'title', sortOrder: 'Descending' });

    expect(search.filter).toMatchObject({ kind: 'present' });
    expect(search.sort).toMatchObject({ path: { attribute: { name: 'title' } }, descending: true });
    const cursor = encodeCursor({ id, key: 'x' }, searchFingerprint(USER, search.filter, search.sort));
    expect(
      readSearch(USER, { filter: 'title pr', sortBy: 'title', sortOrder: 'descending', cursor }).page,
    ).toMatchObject({
      kind: 'cursor',
      after: { id, key: 'x' },
      count: 100,
    });
  });

  test('fails for an empty filter, which would find everybody', () => {
    expect(() => readSearch(USER, { filter: '' })).toThrow('expected an attribute at character 1');
  });

  test.each([
    [{ filter: ['a', 'b'] }, 'filter must be a string, given once; got ["a","b"]'],
    [{ sortBy: 7 }, 'sortBy must be a string, given once; got 7'],
    [{ sortOrder: {} }, 'sortOrder must be a string, given once; got {}'],
    [{ sortOrder: 'up' }, "sortOrder must be ascending or descending; got 'up'"],
    [{ sortBy: 'shoeSize' }, "sortBy must name an attribute with a value; got 'shoeSize'"],
    [{ sortBy: 'name' }, "sortBy must name an attribute with a value; got 'name'"],
    [{ sortBy: 'addresses' }, "sortBy must name an attribute with a value; got 'addresses'"],
    [{ sortBy: 'password' }, "sortBy must name an attribute with a value; got 'password'"],
    [{ sortBy: 'meta.location' }, "sortBy must name an attribute with a value; got 'meta.location'"],
    [{ sortBy: 'manager.$ref' }, "sortBy must name an attribute with a value; got 'manager.$ref'"],
    [
      { sortBy: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User' },
      "sortBy must name an attribute with a value; got 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'",
    ],
  ])('fails for %j', (parameters, message) => {
    const scimType = message.startsWith('sortBy must name') ? 'invalidPath' : 'invalidValue';
    expect(() => readSearch(USER, parameters)).toThrow(
      expect.objectContaining({ status: 400, scimType, message }) as Error,
    );
  });
});

describe('a sort', () => {
  const sort = (sortBy: string, sortOrder?: string) => readSearch(USER, { sortBy, sortOrder }).sort;

  test.each([
    ['userName', 'userName', undefined],
    ['NAME.familyName', 'name', 'familyName'],
    ['emails', 'emails', 'value'],
    ['emails.type', 'emails', 'type'],
    ['manager', 'manager', 'value'],
    ['meta.lastModified', 'meta', 'lastModified'],
  ])('by %s is by its value, ascending', (sortBy, attribute, part) => {
    expect(sort(sortBy)).toMatchObject({ path: { attribute: { name: attribute } }, descending: false });
    expect(sort(sortBy)?.path.subAttribute?.name).toBe(part);
  });

  test.each([
    ['ascending', false],
    ['DESCENDING', true],
    ['', false],
  ])('may be %s', (order, descending) => {
    expect(sort('title', order)?.descending).toBe(descending);
  });

  test('without a key is none, whatever its order', () => {
    expect(readSearch(USER, { sortOrder: 'descending', sortBy: '' }).sort).toBeUndefined();
  });
});

describe('a page', () => {
  test.each([
    [
      { startIndex: '3', count: '7' },
      { startIndex: 3, count: 7 },
    ],
    [
      { startIndex: 3, count: 7 },
      { startIndex: 3, count: 7 },
    ],
    [
      { startIndex: '0', count: '0' },
      { startIndex: 1, count: 0 },
    ],
    [
      { startIndex: '-5', count: '-5' },
      { startIndex: 1, count: 0 },
    ],
    [
      { startIndex: '', count: '' },
      { startIndex: 1, count: 100 },
    ],
    [
      { startIndex: null, count: null, cursor: null },
      { startIndex: 1, count: 100 },
    ],
    [{ count: '200' }, { startIndex: 1, count: 200 }],
    [{ count: '201' }, { startIndex: 1, count: 200 }],
  ])('%j is the page %j', (parameters, expected) => {
    expect(page(parameters)).toEqual({ kind: 'index', ...expected });
  });

  test('by cursor starts at the beginning, or after the resource that the cursor names', () => {
    const cursor = encodeCursor({ id, key: undefined }, searchFingerprint(USER, undefined, undefined));

    expect(page({ cursor: '', count: 500 })).toMatchObject({ kind: 'cursor', after: undefined, count: 200 });
    expect(page({ cursor, startIndex: 7 })).toMatchObject({
      kind: 'cursor',
      after: { id, key: undefined },
      count: 100,
    });
  });

  test.each([
    [{ cursor: ['a', 'b'] }, 'invalidCursor', 'cursor must be a string, given once'],
    [{ cursor: 7 }, 'invalidCursor', 'cursor must be a string, given once'],
    [{ cursor: 'abc' }, 'invalidCursor', 'the cursor does not belong to this search'],
    [{ count: 'x' }, 'invalidValue', 'count must be a whole number; got "x"'],
    [{ count: 'x', cursor: '' }, 'invalidCount', 'count must be a whole number; got "x"'],
    [{ startIndex: 1.5 }, 'invalidValue', 'startIndex must be a whole number; got 1.5'],
  ])('fails for %j', (parameters, scimType, detail) => {
    expect(() => page(parameters)).toThrow(
      expect.objectContaining({ status: 400, scimType, message: expect.stringContaining(detail) }) as Error,
    );
  });
});

describe('a parameter', () => {
  test.each([
    ['7', 7],
    ['+7', 7],
    ['-7', -7],
    ['007', 7],
    ['999999999999999', 999_999_999_999_999],
    [7, 7],
    [0, 0],
    ['', undefined],
    [undefined, undefined],
    [null, undefined],
  ])('%j is the whole number %j', (value, expected) => {
    expect(readInteger('count', value)).toBe(expected);
  });

  test.each(['7.0', '1e3', ' 7', '7 ', 'x7', '9999999999999999', '0x7', true, 7.5, 2 ** 53, ['7']])(
    '%j is not a whole number',
    (value) => {
      expect(() => readInteger('count', value)).toThrow(
        expect.objectContaining({
          scimType: 'invalidValue',
          message: expect.stringContaining('count must be a'),
        }) as Error,
      );
    },
  );

  test('that is empty counts as missing, and fails when it is not a string', () => {
    expect([undefined, null, '', 'x'].map((value) => readText('sortBy', value))).toEqual([
      undefined,
      undefined,
      undefined,
      'x',
    ]);
    expect(() => readText('sortBy', ['x', 'y'.repeat(200)])).toThrow(
      `sortBy must be a string, given once; got ["x","${'y'.repeat(94)}…`,
    );
  });
});
