import { randomUUID } from 'node:crypto';

import { sha256 } from '../../../../service/directory/tenant-registry';
import { SqlPortal } from '../../../../service/storage/admin/sql-portal';
import { Database } from '../../../../service/storage/connections/database';
import { administer, STORES, useDatabase } from '../../../support/postgres';

const NOW = new Date('2026-11-30T14:00:00.000Z');
const LATER = new Date('2027-11-30T14:00:00.000Z');
const BY = { requestId: 'request-1', tokenId: 'portal:ann-7' };
const TOKEN = 'a-token-that-nothing-stores';

const token = (made: number, expiresAt = LATER) => ({
  sha256: sha256(`${TOKEN}-${made}-${randomUUID()}`),
  now: NOW,
  expiresAt,
  made,
});

describe.each(STORES)('accounts of the portal on %s', (_name, server, form) => {
  const database = useDatabase(server, form);
  let db: Database;
  let portal: SqlPortal;
  beforeAll(() => {
    db = new Database({ connectionString: database.url, max: 4 }, () => undefined);
    portal = new SqlPortal(db);
  });
  afterAll(() => db.close());

  const account = async (tenant: string) => (await portal.all()).accounts.find((each) => each.tenant === tenant);
  const history = (tenant: string) =>
    administer(
      database.url,
      `select token_id, action, resource_type, name from scim.provisioning_log where tenant_id = '${tenant}' order by id`,
    );

  test('nobody has used the switch until somebody does', async () => {
    const tenant = randomUUID();
    expect(await account(tenant)).toBeUndefined();

    await portal.addToken(tenant, token(0), BY);
    expect((await account(tenant))?.scimEnabled).toBeUndefined();

    await portal.switchScim(tenant, true, BY);
    expect((await account(tenant))?.scimEnabled).toBe(true);
    await portal.switchScim(tenant, false, BY);
    expect((await account(tenant))?.scimEnabled).toBe(false);
  });

  test('a token is known by its digest until it is revoked, and its id is never used again', async () => {
    const tenant = randomUUID();
    const first = token(0);

    expect(await portal.addToken(tenant, first, BY)).toBe('portal-1');
    const known = { id: 'portal-1', sha256: first.sha256, expiresAt: LATER };
    expect(await account(tenant)).toMatchObject({ tokens: [{ ...known, revokedAt: undefined }] });
    expect(await portal.revokeToken(tenant, 'portal-1', BY)).toBe(true);
    expect(await account(tenant)).toMatchObject({ tokens: [{ ...known, revokedAt: expect.any(Date) as Date }] });
    expect(await portal.revokeToken(tenant, 'portal-1', BY)).toBe(false);
    expect(await portal.revokeToken(randomUUID(), 'portal-1', BY)).toBe(false);
    expect(await portal.addToken(tenant, token(1), BY)).toBe('portal-2');
    expect(await portal.tokensOf(tenant)).toMatchObject([
      { id: 'portal-2', createdBy: 'portal:ann-7', revokedAt: undefined },
      { id: 'portal-1', revokedAt: expect.any(Date) as Date },
    ]);
  });

  test('fails to add a third valid token, and says what to do', async () => {
    const tenant = randomUUID();
    await portal.addToken(tenant, token(0), BY);
    await portal.addToken(tenant, token(1, new Date(NOW.getTime() - 1)), BY); // has expired
    await portal.addToken(tenant, token(2), BY);
    const before = await portal.version();

    await expect(portal.addToken(tenant, token(3), BY)).rejects.toThrow('revoke the one that Entra does not use');
    expect(await portal.version()).toBe(before);
    await portal.revokeToken(tenant, 'portal-1', BY);
    expect(await portal.addToken(tenant, token(3), BY)).toBe('portal-4');
  });

  test('fails to add a token twice by the same form, also at the same time', async () => {
    const tenant = randomUUID();

    const outcomes = await Promise.allSettled([1, 2, 3].map(() => portal.addToken(tenant, token(0), BY)));

    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(await portal.tokensOf(tenant)).toHaveLength(1);
    await expect(portal.addToken(tenant, token(0), BY)).rejects.toThrow('look at it first');
  });

  test('the version tells of each change of any account', async () => {
    const tenant = randomUUID();
    const versions = [await portal.version()];
    for (const change of [
      () => portal.switchScim(tenant, true, BY),
      () => portal.addToken(tenant, token(0), BY),
      () => portal.switchScim(randomUUID(), true, BY),
      () => portal.revokeToken(tenant, 'portal-1', BY),
    ]) {
      await change();
      versions.push(await portal.version());
    }

    expect(new Set(versions).size).toBe(5);
    expect(await portal.version()).toBe(versions.at(-1));
  });

  test('knows the three tokens that were revoked last, and each that is not revoked', async () => {
    const tenant = randomUUID();
    for (let made = 0; made < 7; made++) {
      await portal.addToken(tenant, token(made), BY);
      if (made < 5) await portal.revokeToken(tenant, `portal-${made + 1}`, BY);
    }

    const tokens = (await account(tenant))?.tokens.map(({ id, revokedAt }) => [id, revokedAt !== undefined]) ?? [];

    expect(tokens.sort()).toEqual([
      ['portal-3', true],
      ['portal-4', true],
      ['portal-5', true],
      ['portal-6', false],
      ['portal-7', false],
    ]);
  });

  test('history says what was done in the portal, and by whom', async () => {
    const tenant = randomUUID();
    await portal.switchScim(tenant, true, BY);
    await portal.addToken(tenant, token(0), BY);
    await portal.revokeToken(tenant, 'portal-1', BY);
    await portal.switchScim(tenant, false, BY);
    const common = { token_id: 'portal:ann-7', resource_type: 'Account' };

    expect(await history(tenant)).toEqual([
      { ...common, action: 'enable', name: 'SCIM' },
      { ...common, action: 'issue', name: 'portal-1' },
      { ...common, action: 'revoke', name: 'portal-1' },
      { ...common, action: 'disable', name: 'SCIM' },
    ]);
  });

  test('one tenant sees nothing of another, and nobody removes a token or its digest', async () => {
    const [tenant, other] = [randomUUID(), randomUUID()];
    await portal.addToken(tenant, token(0), BY);
    const read = (table: string) => db.run(other, { text: `select 1 from ${table}` });

    expect(await Promise.all(['portal_tenants', 'portal_tokens', 'portal_links'].map(read))).toEqual([[], [], []]);
    for (const text of [
      'delete from portal_tokens',
      `update portal_tokens set sha256 = ''`,
      'delete from portal_tenants',
    ])
      await expect(db.run(tenant, { text })).rejects.toThrow('permission denied');
  });

  test('a link lets in once, in time, and only to its tenant', async () => {
    const [tenant, digest] = [randomUUID(), randomUUID()];
    const link = { digest, subject: 'ann-7', now: NOW, expiresAt: new Date(NOW.getTime() + 300_000) };
    const late = { ...link, digest: randomUUID() };
    await portal.addLink(tenant, link);
    await portal.addLink(tenant, late);

    expect(await portal.useLink(randomUUID(), digest, NOW)).toBeUndefined();
    expect(await portal.useLink(tenant, digest, NOW)).toBe('ann-7');
    expect(await portal.useLink(tenant, digest, NOW)).toBeUndefined();
    expect(await portal.useLink(tenant, late.digest, late.expiresAt)).toBeUndefined();
  });

  test('a link that two ask for at the same time lets one of them in', async () => {
    const [tenant, digest] = [randomUUID(), randomUUID()];
    await portal.addLink(tenant, { digest, subject: 'ann-7', now: NOW, expiresAt: LATER });

    const used = await Promise.all([1, 2, 3].map(() => portal.useLink(tenant, digest, NOW)));

    expect(used.filter((subject) => subject !== undefined)).toEqual(['ann-7']);
  });

  test('a thousand links of a tenant take the room of a hundred, and the oldest let nobody in', async () => {
    const tenant = randomUUID();
    const at = (second: number) => new Date(NOW.getTime() + second * 1e3);
    for (let made = 0; made < 105; made++)
      await portal.addLink(tenant, { digest: `link ${made}`, subject: 'x', now: at(made), expiresAt: LATER });

    const [row] = await administer(
      database.url,
      `select count(*)::integer as links from scim.portal_links where tenant_id = '${tenant}'`,
    );
    expect(row).toEqual({ links: 100 });
    expect(await portal.useLink(tenant, 'link 4', at(105))).toBeUndefined();
    expect(await portal.useLink(tenant, 'link 5', at(105))).toBe('x');
  });
});
