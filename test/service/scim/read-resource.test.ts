import { ENTRA_PROFILE, RFC_PROFILE } from '../../../service/scim/profile';
import { readResource } from '../../../service/scim/read-resource';
import { GROUP, USER } from '../../../service/scim/resource-type';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const CORE = 'urn:ietf:params:scim:schemas:core:2.0';
const read = (body: unknown, profile = ENTRA_PROFILE) => readResource(USER, body, profile);
const readStrictly = (body: object) => read({ schemas: [`${CORE}:User`], ...body }, RFC_PROFILE);

describe('a body', () => {
  test.each([
    ['in any case', { USERNAME: 'ann', Title: 'Dev' }, { userName: 'ann', title: 'Dev' }],
    ['as a path', { userName: 'ann', 'name.givenName': 'Ann' }, { userName: 'ann', name: { givenName: 'Ann' } }],
    [
      'of an extension that schemas does not list',
      { schemas: [], userName: 'ann', [ENTERPRISE]: { Department: 'Data' } },
      { userName: 'ann', [ENTERPRISE]: { department: 'Data' } },
    ],
  ])('may name attributes %s', (_how, body, expected) => {
    expect(read(body)).toEqual(expected);
  });

  test.each([
    ['an id, in any case', { id: '1', ID: '2', 'urn:ietf:params:scim:schemas:core:2.0:User:id': '3' }],
    ['what is read-only', { meta: { created: 'x' }, groups: [{ value: 'x' }], schemas: ['x'] }],
    ['what there is not', { shoeSize: 42, 'urn:example:2.0:User': { shoeSize: 42 } }],
    ['what has no value', { title: null, emails: [], name: {}, nickName: '', [ENTERPRISE]: {} }],
    ['what nobody may see', { password: 'hunter2' }],
  ])('is read without %s', (_what, more) => {
    expect(read({ userName: 'ann', ...more })).toEqual({ userName: 'ann' });
  });

  test.each([
    [{ shoeSize: 42 }, 'shoeSize'],
    [{ name: { shoeSize: 42 } }, 'name.shoeSize'],
    [{ emails: [{ value: null, shoeSize: 42 }] }, 'emails.shoeSize'],
    [{ [ENTERPRISE]: { shoeSize: 42 } }, `${ENTERPRISE}:shoeSize`],
    [{ [ENTERPRISE]: { manager: { shoeSize: 42 } } }, `${ENTERPRISE}:manager.shoeSize`],
  ])('fails in the profile rfc with unknown attributes: %j', (more, path) => {
    expect(() => readStrictly({ userName: 'ann', ...more })).toThrow(
      expect.objectContaining({
        status: 400,
        scimType: 'invalidValue',
        message: `there is no attribute '${path}'; see /Schemas`,
      }) as Error,
    );
    expect(read({ userName: 'ann', ...more })).toEqual({ userName: 'ann' });
  });

  test('may hold read-only attributes in the profile rfc, and roles of a group, which are ignored', () => {
    const readOnly = { id: '1', meta: { created: 'x' }, groups: [] };

    expect(readStrictly({ userName: 'ann', ...readOnly })).toEqual({ userName: 'ann' });
    expect(readResource(GROUP, { schemas: [`${CORE}:Group`], displayName: 'x', roles: [] }, RFC_PROFILE)).toEqual({
      displayName: 'x',
    });
  });

  test('keeps empty texts in the profile rfc', () => {
    expect(readStrictly({ userName: 'ann', title: '' })).toEqual({ userName: 'ann', title: '' });
  });

  test.each([['x'], [null], [undefined], [[{ userName: 'ann' }]]])('fails when it is %j', (body) => {
    expect(() => read(body)).toThrow(
      expect.objectContaining({
        status: 400,
        scimType: 'invalidSyntax',
        message: 'the body must be a JSON object',
      }) as Error,
    );
  });

  test.each([
    [USER, {}, 'userName is required'],
    [USER, { userName: ' ' }, 'userName is required'],
    [GROUP, { externalId: 'x' }, 'displayName is required'],
  ])('fails without a required attribute', (type, body, message) => {
    expect(() => readResource(type, body, ENTRA_PROFILE)).toThrow(
      expect.objectContaining({ status: 400, scimType: 'invalidValue', message }) as Error,
    );
  });
});
