import { decodeCursor, searchFingerprint } from '../../../service/scim/cursor';
import { renderList, renderPage } from '../../../service/scim/list-response';
import { USER } from '../../../service/scim/resource-type';
import { readSearch } from '../../../service/scim/search';

const schemas = ['urn:ietf:params:scim:api:messages:2.0:ListResponse'];
const id = '01890a5d-ac96-774b-bcce-b302099a8057';
const items = [{ id: '1' }, { id: '2' }];

describe('a page', () => {
  test('by index says where it starts, how many it holds and how many exist', () => {
    expect(renderPage({ items, total: 7 }, readSearch(USER, { startIndex: 3 }))).toEqual({
      schemas,
      totalResults: 7,
      startIndex: 3,
      itemsPerPage: 2,
      Resources: items,
    });
  });

  test('without hits is a list too', () => {
    expect(renderPage({ items: [], total: 0 }, readSearch(USER, {}))).toEqual({
      schemas,
      totalResults: 0,
      startIndex: 1,
      itemsPerPage: 0,
      Resources: [],
    });
  });

  test('by cursor says where the next one starts, if there is one', () => {
    const search = readSearch(USER, { cursor: '' });

    const { nextCursor, ...first } = renderPage({ items, total: 7, next: { id, key: null } }, search);

    expect(first).toStrictEqual({ schemas, totalResults: 7, itemsPerPage: 2, Resources: items });
    expect(decodeCursor(String(nextCursor), searchFingerprint(USER, search.filter, search.sort))).toEqual({
      id,
      key: null,
    });
    expect(renderPage({ items, total: undefined }, search)).toStrictEqual({
      schemas,
      itemsPerPage: 2,
      Resources: items,
    });
  });
});

test('a whole list is one page', () => {
  expect(renderList(items)).toEqual({ schemas, totalResults: 2, startIndex: 1, itemsPerPage: 2, Resources: items });
});
