import { readBulk, renderBulk } from '../../../service/scim/bulk';
import { ENTRA_PROFILE } from '../../../service/scim/profile';

const post = (bulkId: string, data: unknown = {}) => ({ method: 'POST', path: '/Users', bulkId, data });

describe('a bulk request', () => {
  test('is read with methods in any case, and without members of the wrong type', () => {
    const body = {
      failOnErrors: 3,
      Operations: [
        post('a', { userName: 'ann' }),
        { method: 'delete', path: '/Users/1', bulkId: 7, version: 'W/"1"' },
        { method: 'Patch', path: '/Users/2', bulkId: 'a', version: null, data: { Operations: [] } },
        { method: 'PUT', path: '/Users/3' },
      ],
    };

    expect(readBulk(body, ENTRA_PROFILE)).toEqual({
      failOnErrors: 3,
      operations: [
        { method: 'POST', path: '/Users', bulkId: 'a', version: undefined, data: { userName: 'ann' } },
        { method: 'DELETE', path: '/Users/1', bulkId: undefined, version: 'W/"1"', data: undefined },
        { method: 'PATCH', path: '/Users/2', bulkId: 'a', version: undefined, data: { Operations: [] } },
        { method: 'PUT', path: '/Users/3', bulkId: undefined, version: undefined, data: undefined },
      ],
    });
    expect(readBulk({ Operations: [] }, ENTRA_PROFILE)).toEqual({ failOnErrors: undefined, operations: [] });
  });

  test('is read with the names of its members in any case', () => {
    const body = {
      operations: [{ Method: 'put', PATH: '/Users/1', BulkID: 'a', Version: 'W/"1"', Data: { userName: 'ann' } }],
      failonerrors: 2,
    };

    expect(readBulk(body, ENTRA_PROFILE)).toEqual({
      failOnErrors: 2,
      operations: [{ method: 'PUT', path: '/Users/1', bulkId: 'a', version: 'W/"1"', data: { userName: 'ann' } }],
    });
  });

  test.each([
    [undefined, 400, 'a bulk request must be an object with a list of Operations'],
    [[], 400, 'a bulk request must be an object with a list of Operations'],
    [{ Operations: {} }, 400, 'a bulk request must be an object with a list of Operations'],
    [{ Operations: [7] }, 400, 'Operations[0] must have the method POST, PUT, PATCH or DELETE; got null'],
    [{ Operations: [{ method: 7, path: '/Users' }] }, 400, 'PATCH or DELETE; got 7'],
    [{ Operations: [post('a'), { method: 'GET', path: '/Users' }] }, 400, 'Operations[1] must have the method'],
    [{ Operations: [{ method: 'DELETE', path: 7 }] }, 400, 'Operations[0] must have a path'],
    [{ Operations: [{ method: 'DELETE', path: '/Users/1', version: 3 }] }, 400, 'version; got 3'],
    [{ Operations: [{ method: 'PUT', path: '/Users/1', version: ['W/"3"'] }] }, 400, 'version; got ["W/\\"3\\""]'],
    [{ Operations: [post('')] }, 400, 'Operations[0] is a POST and needs a bulkId'],
    [{ Operations: [{ ...post('a'), bulkId: 7 }] }, 400, 'Operations[0] is a POST and needs a bulkId'],
    [
      { Operations: [post('a'), post('b'), post('a')] },
      400,
      "Operations[2] has the bulkId 'a', which another operation also has",
    ],
    [{ Operations: [], failOnErrors: 0 }, 400, 'failOnErrors must be a whole number from 1'],
    [{ Operations: [], failOnErrors: 1.5 }, 400, 'failOnErrors must be a whole number from 1'],
    [{ Operations: [], failOnErrors: '1' }, 400, 'failOnErrors must be a whole number from 1'],
    [{ Operations: Array(1001).fill(post('a')) }, 413, 'a bulk request may have up to 1000 operations; got 1001'],
  ])('fails for %j', (body, status, message) => {
    const scimType = status === 413 ? 'tooMany' : message.startsWith('failOnErrors') ? 'invalidValue' : 'invalidSyntax';
    expect(() => readBulk(body, ENTRA_PROFILE)).toThrow(
      expect.objectContaining({ status, scimType, message: expect.stringContaining(message) }) as Error,
    );
  });

  test('may have 1000 operations, and stop at one error', () => {
    const operations = Array.from({ length: 1000 }, (_, index) => post(`${index}`));

    expect(readBulk({ Operations: operations, failOnErrors: 1 }, ENTRA_PROFILE).operations).toHaveLength(1000);
  });
});

test('the answer names the schema of bulk responses', () => {
  expect(renderBulk([{ status: '201' }])).toEqual({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkResponse'],
    Operations: [{ status: '201' }],
  });
});
