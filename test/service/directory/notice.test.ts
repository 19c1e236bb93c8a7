import { oncePerTenant } from '../../../service/directory/notice';

test('a notice is passed on once per tenant, however often there is reason for it', () => {
  const told: string[] = [];
  const noticeOf = oncePerTenant((tenant, text) => told.push(`${tenant}: ${text}`));

  for (const tenant of ['contoso', 'fabrikam', 'contoso']) {
    noticeOf(tenant)('roles are ignored');
    noticeOf(tenant)('roles are ignored');
  }
  noticeOf('contoso')('something else');

  expect(told).toEqual(['contoso: roles are ignored', 'fabrikam: roles are ignored', 'contoso: something else']);
});
