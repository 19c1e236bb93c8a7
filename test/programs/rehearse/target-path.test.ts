import { type Json, valueAt, writeAt } from '../../../programs/rehearse/target-path';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

describe('a target attribute', () => {
  test.each([
    ['userName', 'ann', { userName: 'ann' }],
    ['name.givenName', 'Ann', { name: { givenName: 'Ann' } }],
    ['emails[type eq "work"].value', 'a@x', { emails: [{ type: 'work', value: 'a@x' }] }],
    ['roles[primary eq "True"].value', 'admin', { roles: [{ primary: true, value: 'admin' }] }],
    [`${ENTERPRISE}:department`, 'Data', { [ENTERPRISE]: { department: 'Data' } }],
    [`${ENTERPRISE}:manager.value`, '7', { [ENTERPRISE]: { manager: { value: '7' } } }],
  ])('%s is written and read at the same place', (target, value, expected) => {
    const body: Json = {};

    writeAt(body, target, value);

    expect(body).toEqual(expected);
    expect(valueAt(body, target)).toBe(value);
  });

  test('writes two parts of one element into the same element', () => {
    const body: Json = {};

    writeAt(body, 'emails[type eq "work"].value', 'a@x');
    writeAt(body, 'emails[type eq "work"].primary', true);

    expect(body).toEqual({ emails: [{ type: 'work', value: 'a@x', primary: true }] });
  });

  test('has no value where the resource has none', () => {
    expect(valueAt({}, 'emails[type eq "work"].value')).toBeUndefined();
    expect(valueAt({ emails: [{ type: 'home', value: 'a@x' }] }, 'emails[type eq "work"].value')).toBeUndefined();
  });

  test('fails when Entra would not offer it', () => {
    expect(() => valueAt({}, 'emails[type eq work]')).toThrow(
      "cannot read the target attribute 'emails[type eq work]'",
    );
  });
});
