import { readProjection } from '../../../service/scim/projection';
import { USER } from '../../../service/scim/resource-type';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const ann = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', ENTERPRISE],
  id: '1',
  userName: 'ann',
  name: { givenName: 'Ann', familyName: 'Example' },
  emails: [
    { value: 'a@x.example', type: 'work' },
    { value: 'b@x.example', type: 'home' },
  ],
  [ENTERPRISE]: { department: 'Data', employeeNumber: '42' },
  meta: { resourceType: 'User' },
};
const { schemas, id } = ann;

describe('attributes', () => {
  test.each([
    ['userName', { userName: 'ann' }],
    ['USERNAME, id', { userName: 'ann' }],
    ['name.givenName', { name: { givenName: 'Ann' } }],
    ['name.givenName,name.familyName', { name: { givenName: 'Ann', familyName: 'Example' } }],
    ['emails.value', { emails: [{ value: 'a@x.example' }, { value: 'b@x.example' }] }],
    ['emails.value,emails.type', { emails: ann.emails }],
    [ENTERPRISE, { [ENTERPRISE]: ann[ENTERPRISE] }],
    [`${ENTERPRISE}:department`, { [ENTERPRISE]: { department: 'Data' } }],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName', { userName: 'ann' }],
    [`${ENTERPRISE}:department,${ENTERPRISE}:employeeNumber`, { [ENTERPRISE]: ann[ENTERPRISE] }],
    ['emails,emails.value', { emails: ann.emails }],
    ['title,nickName.x', {}],
    ['urn:ietf:params:scim:schemas:extension:account:2.0:AccountUser', {}],
    ['urn:ietf:params:scim:schemas:extension:account:2.0:AccountUser:role', {}],
    ['shoeSize', {}],
    ['name.middleName', {}],
    ['emails.display,name.givenName', { name: { givenName: 'Ann' } }],
    [`${ENTERPRISE}:manager.displayName`, {}],
  ])('%s shows only that, besides schemas and id', (attributes, expected) => {
    expect(readProjection(USER, { attributes }).apply(ann)).toStrictEqual({ schemas, id, ...expected });
  });

  test('may come as a list', () => {
    expect(readProjection(USER, { attributes: ['userName', 'name.givenName'] }).apply(ann)).toEqual({
      schemas,
      id,
      userName: 'ann',
      name: { givenName: 'Ann' },
    });
  });

  test.each([
    ['emails[type eq "work"]', { emails: ann.emails }],
    ['emails[value eq "a,b"],userName', { emails: ann.emails, userName: 'ann' }],
    ['emails[type eq "work"].type', { emails: [{ type: 'work' }, { type: 'home' }] }],
    ['emails[', { emails: ann.emails }],
    ['[', {}],
  ])('%s shows the same as without brackets', (attributes, expected) => {
    expect(readProjection(USER, { attributes }).apply(ann)).toStrictEqual({ schemas, id, ...expected });
  });

  test.each([undefined, null, '', ' ', []])('%j requests all attributes', (attributes) => {
    expect(readProjection(USER, { attributes }).apply(ann)).toBe(ann);
  });
});

describe('excludedAttributes', () => {
  const { name, emails, [ENTERPRISE]: enterprise, ...rest } = ann;

  test.each([
    ['name,emails', { ...rest, [ENTERPRISE]: enterprise }],
    ['name.givenName', { ...ann, name: { familyName: 'Example' } }],
    ['emails.type', { ...ann, emails: [{ value: 'a@x.example' }, { value: 'b@x.example' }] }],
    [ENTERPRISE, { ...rest, name, emails }],
    [`${ENTERPRISE}:department`, { ...ann, [ENTERPRISE]: { employeeNumber: '42' } }],
    ['name.givenName,name.familyName', { ...rest, emails, [ENTERPRISE]: enterprise }],
    ['emails.value,emails.type', { ...rest, name, [ENTERPRISE]: enterprise }],
    [`${ENTERPRISE}:department,${ENTERPRISE}:employeeNumber`, { ...rest, name, emails }],
    ['id,schemas', ann],
    ['title.x,name , emails', { ...rest, [ENTERPRISE]: enterprise }],
    ['addresses.locality', ann],
    ['urn:ietf:params:scim:schemas:extension:account:2.0:AccountUser:role', ann],
    ['shoeSize', ann],
    ['', ann],
  ])('%s leaves that out', (excludedAttributes, expected) => {
    expect(readProjection(USER, { excludedAttributes }).apply(ann)).toStrictEqual(expected);
  });

  test('says what need not be read', () => {
    expect(readProjection(USER, { excludedAttributes: 'groups' }).wants('groups')).toBe(false);
    expect(readProjection(USER, { excludedAttributes: 'groups.display' }).wants('groups')).toBe(true);
    expect(readProjection(USER, { attributes: 'id' }).wants('groups')).toBe(false);
    expect(readProjection(USER, {}).wants('groups')).toBe(true);
    expect(readProjection(USER, { attributes: 'id,groups' }).wants('groups')).toBe(true);
    expect(readProjection(USER, { attributes: 'groups.display' }).wants('groups')).toBe(true);
    expect(readProjection(USER, { excludedAttributes: 'name,groups' }).wants('groups')).toBe(false);
    expect(readProjection(USER, { excludedAttributes: 'name' }).wants('groups')).toBe(true);
    expect(readProjection(USER, { attributes: `${ENTERPRISE}:department` }).wants(ENTERPRISE)).toBe(true);
    expect(readProjection(USER, { excludedAttributes: ENTERPRISE }).wants(ENTERPRISE)).toBe(false);
  });
});

test.each(['attributes', 'excludedAttributes'])('%s fails with anything but names', (parameter) => {
  for (const names of [7, true, {}, { userName: true }, ['userName', 7], [['userName']], [{ toString: 1 }], [null]]) {
    expect(() => readProjection(USER, { [parameter]: names })).toThrow(
      expect.objectContaining({
        status: 400,
        scimType: 'invalidValue',
        message: expect.stringContaining(`${parameter} must be names of attributes; got `),
      }) as Error,
    );
  }
});

test('an attribute is hidden as a whole: brackets hide nothing', () => {
  expect(readProjection(USER, { excludedAttributes: 'emails[type eq "work"]' }).apply(ann)).toBe(ann);
});

describe('a name given many times', () => {
  test.each(['attributes', 'excludedAttributes'])('in %s costs as much as one given once', (parameter) => {
    const costOf = (names: readonly string[]) => {
      let reads = 0;
      const email = {
        get value() {
          reads++;
          return 'a@x.example';
        },
        type: 'work',
      };
      readProjection(USER, { [parameter]: names }).apply({ ...ann, emails: [email] });
      return reads;
    };

    expect(costOf(Array.from({ length: 1000 }, () => 'emails.value').concat('emails.type'))).toBe(
      costOf(['emails.value', 'emails.type']),
    );
  });
});
