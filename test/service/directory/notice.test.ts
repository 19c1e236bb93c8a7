import { oncePerTenant } from '../../../service/directory/notice';

/** Notices of tenants, as `tenant request: text`. */
function setUp() {
  const told: string[] = [];
  const noticeOf = oncePerTenant(({ tenant, requestId }, text) => told.push(`${tenant} ${requestId}: ${text}`));
  return { told, noticeOf };
}

test('a notice is passed on once per tenant, with the first request that caused it', () => {
  const { told, noticeOf } = setUp();

  for (const [requestId, tenant] of ['contoso', 'fabrikam', 'contoso'].entries()) {
    noticeOf(tenant, `${requestId}`)('roles are ignored');
    noticeOf(tenant, `${requestId}`)('roles are ignored');
  }
  noticeOf('contoso', '3')('something else');

  expect(told).toEqual(['contoso 0: roles are ignored', 'fabrikam 1: roles are ignored', 'contoso 3: something else']);
});

test('a tenant that causes any number of notices is named a hundred times, and others as usual', () => {
  const { told, noticeOf } = setUp();

  for (let index = 0; index < 1000; index++) noticeOf('contoso', '1')(`notice ${index}`);
  noticeOf('fabrikam', '2')('something');

  expect(told).toHaveLength(102);
  expect(told.slice(-3)).toEqual([
    'contoso 1: notice 99',
    'contoso 1: 100 notices about this tenant were logged; further ones are left out',
    'fabrikam 2: something',
  ]);
});
