import { ScimError } from '../../../service/scim/error';

const schemas = ['urn:ietf:params:scim:api:messages:2.0:Error'];

describe('an error', () => {
  test('is written as RFC 7644 says, its status as a string', () => {
    expect(JSON.parse(JSON.stringify(ScimError.badRequest('invalidPath', 'no such path')))).toEqual({
      schemas,
      status: '400',
      scimType: 'invalidPath',
      detail: 'no such path',
    });
  });

  test('has no scimType where the RFC has none', () => {
    expect(new ScimError(412, 'changed').toJSON()).toStrictEqual({ schemas, status: '412', detail: 'changed' });
  });

  test('names the resource that does not exist, shortened', () => {
    expect(ScimError.notFound('User', '1').toJSON()).toMatchObject({
      status: '404',
      detail: "User '1' does not exist",
    });
    expect(ScimError.notFound('User', 'x'.repeat(101)).message).toBe(`User '${'x'.repeat(100)}…' does not exist`);
    expect(ScimError.notFound('User', 'x'.repeat(100)).message).toBe(`User '${'x'.repeat(100)}' does not exist`);
  });

  test('about a value that is taken names it, and what to do', () => {
    expect(ScimError.taken('user', 'userName', 'ann').toJSON()).toEqual({
      schemas,
      status: '409',
      scimType: 'uniqueness',
      detail: "a user with userName 'ann' already exists; let Entra match by this attribute, or remove the other one",
    });
    expect(ScimError.taken('user', 'userName', 'ann')).toMatchObject({ name: 'ScimError', status: 409 });
  });
});
