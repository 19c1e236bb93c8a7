import { locationOf, renderResource } from '../../../service/scim/resource';
import { isResourceId } from '../../../service/scim/resource-id';
import { USER } from '../../../service/scim/resource-type';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const BASE = 'https://scim.example.com/scim/v2';

test('a resource is shown with its schemas, id and meta', () => {
  const shown = renderResource(
    USER,
    {
      id: '1',
      attributes: { userName: 'ann', [ENTERPRISE]: { department: 'Data' } },
      version: 3,
      created: new Date('2026-01-01T00:00:00Z'),
      lastModified: new Date('2026-02-01T00:00:00Z'),
    },
    BASE,
  );

  expect(shown).toEqual({
    schemas: [CORE, ENTERPRISE],
    id: '1',
    userName: 'ann',
    [ENTERPRISE]: { department: 'Data' },
    meta: {
      resourceType: 'User',
      created: '2026-01-01T00:00:00.000Z',
      lastModified: '2026-02-01T00:00:00.000Z',
      location: `${BASE}/Users/1`,
      version: 'W/"3"',
    },
  });
});

test('a resource lists no schema of which it has no attribute', () => {
  const at = new Date(0);
  const bare = { id: '1', attributes: { userName: 'ann' }, version: 1, created: at, lastModified: at };

  expect(renderResource(USER, bare, BASE)['schemas']).toEqual([CORE]);
  expect(locationOf(USER, '1', BASE)).toBe(`${BASE}/Users/1`);
});

describe('an id', () => {
  test.each(['01890a5d-ac96-774b-bcce-b302099a8057', '01890A5D-AC96-774B-BCCE-B302099A8057'])('may be %s', (id) => {
    expect(isResourceId(id)).toBe(true);
  });

  test.each([
    '',
    'ann',
    '01890a5dac96774bbcceb302099a8057',
    '01890a5d-ac96-774b-bcce-b302099a805',
    '01890a5d-ac96-774b-bcce-b302099a80577',
    'x01890a5d-ac96-774b-bcce-b302099a8057',
    '01890a5d-ac96-774b-b302099a8057',
    '01890a5g-ac96-774b-bcce-b302099a8057',
    '01890a5d-ac96-774b-bcce-b302099a8057\n',
  ])('is never %j', (id) => {
    expect(isResourceId(id)).toBe(false);
  });
});
