import { AccountRoles } from '../../../service/directory/account-roles';

const roles = new AccountRoles([
  { value: 'account_administrator', displayName: 'Account Administrator' },
  { value: 'account_reviewer', displayName: 'Account Reviewer' },
  { value: 'data_steward', displayName: 'Data Steward' },
]);

const settle = (...elements: object[]) => roles.settle({ userName: 'ann', roles: elements });
const reviewer = { value: 'account_reviewer', display: 'Account Reviewer', primary: true };

describe('a role', () => {
  test.each(['account_reviewer', 'ACCOUNT_REVIEWER', 'Account Reviewer', 'account reviewer', 'Account-Reviewer '])(
    "arrives as '%s' and is kept as the catalogue spells it",
    (value) => {
      expect(settle({ value })['roles']).toEqual([reviewer]);
    },
  );

  test.each([0, 1])('is found by its value first where another one has that for a display name (order %i)', (order) => {
    const catalogue = [
      { value: 'admin', displayName: 'Root' },
      { value: 'viewer', displayName: 'Admin' },
    ];
    const confusing = new AccountRoles(order === 0 ? catalogue : catalogue.toReversed());

    expect(confusing.settle({ roles: [{ value: 'Admin' }] })['roles']).toMatchObject([{ value: 'admin' }]);
    expect(confusing.settle({ roles: [{ value: 'root' }] })['roles']).toMatchObject([{ value: 'admin' }]);
    expect(confusing.settle({ roles: [{ value: 'viewer' }] })['roles']).toMatchObject([{ value: 'viewer' }]);
  });

  test('keeps the type that Entra gives it', () => {
    expect(
      settle({ value: 'account_reviewer', type: 'WindowsAzureActiveDirectoryRole', primary: false })['roles'],
    ).toEqual([{ ...reviewer, type: 'WindowsAzureActiveDirectoryRole' }]);
  });

  test.each(['User', 'msiam_access', '', '  '])("with the value '%s' is no account role", (value) => {
    expect(settle({ value })).toEqual({ userName: 'ann' });
  });

  test('that is sent twice is one', () => {
    expect(settle({ value: 'account_reviewer' }, { value: 'Account Reviewer' })['roles']).toEqual([reviewer]);
  });

  test('of several is the one that is primary', () => {
    expect(settle({ value: 'data_steward' }, { value: 'account_reviewer', primary: true })['roles']).toEqual([
      reviewer,
    ]);
  });

  test('fails when there are two and neither is primary', () => {
    expect(() => settle({ value: 'data_steward' }, { value: 'account_reviewer' })).toThrow(
      expect.objectContaining({
        status: 400,
        scimType: 'invalidValue',
        message:
          "a user has one account role; got 'data_steward' and 'account_reviewer': assign one of them, or mark one as primary",
      }) as Error,
    );
  });

  test('has no type when none was sent', () => {
    expect(settle({ value: 'account_reviewer' })).toStrictEqual({ userName: 'ann', roles: [reviewer] });
  });

  test("is found by its value where the display name is another role's", () => {
    expect(settle({ value: 'account_reviewer', display: 'Data Steward' })['roles']).toEqual([reviewer]);
  });

  test('is found by its display name where it has no value, or an outdated one', () => {
    const kept = { roles: [{ value: 'data_steward', display: 'Data Steward', primary: true }] };
    const sent = { value: 'data_steward', display: 'Account Reviewer' };

    expect(settle({ display: 'Account Reviewer' })['roles']).toEqual([reviewer]);
    expect(roles.settle({ roles: [sent] }, kept)['roles']).toEqual([reviewer]);
    expect(roles.settle({ roles: [{ value: 'account_reviewer' }] }, kept)['roles']).toEqual([reviewer]);
    expect(roles.settle({ roles: [{ value: 'data_steward' }] }, kept)['roles']).toEqual(kept.roles);
  });

  test.each([[undefined], [[]], ['admin'], [['admin', null]], [[{ type: 'x', primary: true }]], [[{ value: 7 }]]])(
    'is none where roles are %j',
    (sent) => {
      expect(roles.settle({ userName: 'ann', roles: sent })).toEqual({ userName: 'ann' });
    },
  );

  test('fails where the catalogue is empty, and says so', () => {
    expect(() => new AccountRoles([]).settle({ roles: [{ value: 'pilot' }] })).toThrow(
      "there is no account role 'pilot'; known roles are none",
    );
  });

  test('fails when the catalogue does not have it, and names the roles it has', () => {
    expect(() => settle({ value: 'pilot' })).toThrow(
      "there is no account role 'pilot'; known roles are account_administrator, account_reviewer, data_steward",
    );
  });

  test.each(['destination_administrator', 'Connector Creator', 'connection-viewer'])(
    "fails when '%s' is granted on a single destination or connection, with the reason",
    (value) => {
      expect(() => settle({ value })).toThrow(
        'roles of a single destination or connection cannot be provisioned through SCIM',
      );
    },
  );
});

describe('the role in effect', () => {
  const withDefault = new AccountRoles([{ value: 'viewer', displayName: 'Viewer' }], 'viewer');
  const assigned = { active: true, roles: [reviewer] };

  test('is the assigned one, or the default of the tenant', () => {
    expect(withDefault.effective(assigned)).toBe('account_reviewer');
    expect(withDefault.effective({ active: true })).toBe('viewer');
    expect(roles.effective({ active: true })).toBeUndefined();
  });

  test('is none for an inactive user', () => {
    expect(withDefault.effective({ ...assigned, active: false })).toBeUndefined();
    expect(withDefault.effective({ active: false })).toBeUndefined();
    expect(withDefault.effective({})).toBeUndefined();
  });
});

test('a role as a client may write it has no display name, which follows from its value', () => {
  expect(roles.unsettle({ userName: 'ann', roles: [reviewer] })).toStrictEqual({
    userName: 'ann',
    roles: [{ value: 'account_reviewer', primary: true }],
  });
  expect(roles.unsettle({ userName: 'ann' })).toStrictEqual({ userName: 'ann' });
});

test('a role with a separate value is returned as the catalogue spells it', () => {
  const surveys = new AccountRoles([{ value: 'Survey.Create', displayName: 'Create surveys' }]);

  for (const sent of ['Survey.Create', 'survey.create', 'Create surveys']) {
    expect(surveys.settle({ roles: [{ value: sent }] })).toMatchObject({ roles: [{ value: 'Survey.Create' }] });
  }
});
