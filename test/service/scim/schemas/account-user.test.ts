import { useDatabase } from '../../../support/postgres';
import { startScim } from '../../../support/scim-client';

const database = useDatabase();
const ACCOUNT = 'urn:ietf:params:scim:schemas:extension:account:2.0:AccountUser';

describe('the role in effect', () => {
  const roleOf = (body: any) => body[ACCOUNT].role;

  test("is the assigned one or the tenant's default, and none for an inactive user", async () => {
    await using scim = await startScim(database, { tenant: { defaultRole: 'account_reviewer' } });
    const post = async (body: object) => (await scim.send('POST', '/Users', body)).body;

    expect(roleOf(await post({ userName: 'a', roles: [{ value: 'Data Steward' }] }))).toBe('data_steward');
    expect(roleOf(await post({ userName: 'b', roles: [{ value: 'User' }] }))).toBe('account_reviewer');
    expect(roleOf(await post({ userName: 'c' }))).toBe('account_reviewer');
    expect(roleOf(await post({ userName: 'd', active: false }))).toBeUndefined();

    const find = async (role: string) =>
      (await scim.send('GET', `/Users?filter=${ACCOUNT}:role+eq+%22${role}%22`)).body.totalResults;
    expect(await Promise.all(['account_reviewer', 'data_steward', 'account_billing'].map(find))).toEqual([2, 1, 0]);
  });

  test('is none without a default', async () => {
    await using scim = await startScim(database);

    expect((await scim.send('POST', '/Users', { userName: 'a' })).body[ACCOUNT]).toEqual({ lastChangedBy: 'gen-1' });
  });

  test.each(['remove', 'replace'])('is gone when a client %ss the value of the role', async (op) => {
    await using scim = await startScim(database);
    const { body: ann } = await scim.send('POST', '/Users', {
      userName: 'ann',
      roles: [{ value: 'account_reviewer' }],
    });

    const { body } = await scim.send('PATCH', `/Users/${ann.id}`, {
      Operations: [{ op, path: 'roles[primary eq "True"].value', ...(op === 'replace' ? { value: '' } : {}) }],
    });

    expect(body).not.toHaveProperty('roles');
  });

  test.each([
    { path: 'roles[primary eq "True"].value', value: '' },
    { path: 'roles[primary eq "True"].value', value: null },
    { path: 'roles[primary eq "True"].value', value: 'msiam_access' },
    { path: 'roles', value: [{ value: '' }] },
    { path: 'roles', value: [{ value: 'User' }] },
    { path: 'roles', value: [] },
    { path: undefined, value: { roles: [] } },
  ])("is the tenant's default when a client adds none: %j", async (operation) => {
    await using scim = await startScim(database, { tenant: { defaultRole: 'account_reviewer' } });
    const { body: ann } = await scim.send('POST', '/Users', { userName: 'ann', roles: [{ value: 'account_billing' }] });

    const { body } = await scim.send('PATCH', `/Users/${ann.id}`, { Operations: [{ op: 'Add', ...operation }] });

    expect(body).not.toHaveProperty('roles');
    expect(roleOf(body)).toBe('account_reviewer');
  });

  test('follows the display name when only that is written', async () => {
    await using scim = await startScim(database);
    const { body: ann } = await scim.send('POST', '/Users', {
      userName: 'ann',
      roles: [{ value: 'account_reviewer' }],
    });

    const { body } = await scim.send('PATCH', `/Users/${ann.id}`, {
      Operations: [{ op: 'replace', path: 'roles[primary eq "True"].display', value: 'Account Billing' }],
    });

    expect(body.roles).toEqual([{ value: 'account_billing', display: 'Account Billing', primary: true }]);
  });
});

describe('a role with only a display name', () => {
  const billing = [{ value: 'account_billing', display: 'Account Billing', primary: true }];
  const inJson = '{"id":"06b0d2a1-0000-4000-8000-000000000001","value":null,"displayName":"Account Billing"}';

  test.each([
    ['as an element', [{ displayName: 'Account Billing' }]],
    ['as JSON in a value', [{ value: inJson }]],
    ['as JSON in an element', [inJson]],
  ])('is given: %s', async (_how, roles) => {
    await using scim = await startScim(database, { tenant: { defaultRole: 'account_reviewer' } });
    const { body: ann } = await scim.send('POST', '/Users', {
      userName: 'ann',
      roles: [{ value: 'account_administrator' }],
    });

    const patched = await scim.send('PATCH', `/Users/${ann.id}`, {
      Operations: [{ op: 'Add', path: 'roles', value: roles }],
    });
    const created = await scim.send('POST', '/Users', { userName: 'bob', roles });

    expect(patched.body.roles).toEqual(billing);
    expect(created.body.roles).toEqual(billing);
    expect(created.body[ACCOUNT].role).toBe('account_billing');
  });
});
