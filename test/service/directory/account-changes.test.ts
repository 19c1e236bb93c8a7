import { accountChanges } from '../../../service/directory/account-changes';

const ANN = {
  userName: 'ann@contoso.com',
  displayName: 'Ann',
  title: 'Lead',
  active: true,
  roles: [{ value: 'account_analyst', display: 'Account Analyst', primary: true }],
};

test('a creation has what an account begins with, and nothing before', () => {
  expect(accountChanges(undefined, ANN)).toEqual({
    userName: { after: 'ann@contoso.com' },
    displayName: { after: 'Ann' },
    active: { after: true },
    role: { after: 'account_analyst' },
  });
});

test('a deletion has what an account ended with, and nothing after', () => {
  expect(accountChanges(ANN, undefined)).toEqual({
    userName: { before: 'ann@contoso.com' },
    displayName: { before: 'Ann' },
    active: { before: true },
    role: { before: 'account_analyst' },
  });
});

test('a change has only the facts that differ, and no value of any other attribute', () => {
  const after = { ...ANN, title: 'Chief', nickName: 'Annie', active: false, roles: [{ value: 'account_billing' }] };

  expect(accountChanges(ANN, after)).toEqual({
    active: { before: true, after: false },
    role: { before: 'account_analyst', after: 'account_billing' },
  });
});

test('a role that is taken away has no value after', () => {
  const { roles, ...after } = ANN;

  expect(accountChanges(ANN, after)).toEqual({ role: { before: 'account_analyst' } });
});

test('a new display name or mark of a role is not a change of role', () => {
  expect(accountChanges(ANN, { ...ANN, roles: [{ value: 'account_analyst' }] })).toEqual({});
});
