import { keptLog } from '../../support/log-lines';
import { useDatabase } from '../../support/postgres';
import { startScim } from '../../support/scim-client';

const database = useDatabase();

/** The log lines about wrong tenant URLs after requests to these paths. */
async function told(...paths: readonly string[]): Promise<{ lines: unknown[]; tenant: string }> {
  const { log, lines } = keptLog();
  await using scim = await startScim(database, { overrides: { log }, publicUrl: 'https://scim.example.com' });
  for (const path of paths) {
    await fetch(new URL(path, scim.url), { headers: { Authorization: `Bearer ${scim.token}` } });
  }
  const wrong = lines.filter(({ msg }) => msg === 'wrong tenant URL');
  expect(JSON.stringify(wrong)).not.toContain(scim.token);
  return {
    lines: wrong.map(({ level, tenant, asked, right }) => ({ level, tenant, asked, right })),
    tenant: scim.tenant,
  };
}

describe('a wrong tenant URL', () => {
  test.each([
    ['/Users?filter=userName+eq+%22ann%22', '/'],
    ['/scim/Users/0199a5f0-0000-7000-8000-000000000000', '/scim'],
    ['/scim/v1/Groups', '/scim/v1'],
    ['/scim/v2/Users/Users?filter=userName+eq+%22ann%22', '/scim/v2/Users'],
    ['/scim/v2/scim/v2/Users', '/scim/v2/scim/v2'],
    ['/api//scim//Users', '/api/scim'],
  ])('(%s) is told in the log, with the right one and the tenant whose token came with it', async (path, asked) => {
    const { lines, tenant } = await told(path);

    expect(lines).toEqual([{ level: 40, tenant, asked, right: 'https://scim.example.com/scim/v2' }]);
  });

  test('is not seen in a user who does not exist, nor in what no SCIM client asks', async () => {
    const { lines } = await told(
      '/scim/v2/Users/0199a5f0-0000-7000-8000-000000000000',
      '/SCIM/v2/Users/ann',
      '/scim/v2//Users/ann',
      '/tenants/contoso/scim/v2/Users',
      '/favicon.ico',
      '/ann@contoso.example/Users',
      `/${'a'.repeat(43)}/Users`,
    );

    expect(lines).toEqual([]);
  });

  test('names no tenant when the token is not known', async () => {
    const { log, lines } = keptLog();
    await using scim = await startScim(database, { overrides: { log } });

    await fetch(new URL('/scim/Users', scim.url), { headers: { Authorization: 'Bearer wrong' } });

    const [line] = lines.filter(({ msg }) => msg === 'wrong tenant URL');
    expect(line).toMatchObject({ asked: '/scim' });
    expect(line).not.toHaveProperty('tenant');
  });
});
