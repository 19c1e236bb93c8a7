import { sha256, TenantRegistry } from '../../../service/directory/tenant-registry';
import { SqlOverview } from '../../../service/storage/admin/sql-overview';
import { Database } from '../../../service/storage/connections/database';
import { note, startAdmin } from '../../support/admin';
import { useDatabase } from '../../support/postgres';
import { registryEntry } from '../../support/registry-entry';
import { newToken } from '../../support/scim-client';

const LAST = '2026-11-30T14:00:00.000Z';

const database = useDatabase();
let db: Database;
beforeAll(() => (db = new Database({ connectionString: database.url, max: 2 }, () => undefined)));
afterAll(() => db.close());

test('shows a tenant and the last use of its tokens, never a token or its digest', async () => {
  await note(db, 'contoso', 'gen-1', new Date(LAST), new Date('2026-11-30T13:00:00Z'));
  await note(db, 'contoso', 'product-1', new Date('2026-11-30T15:00:00Z'));
  await using admin = await startAdmin(database, db);

  const { body } = await admin.ask('/tenants/contoso');

  expect(body).toMatchObject({
    slug: 'contoso',
    refusal: null,
    tokens: [{ id: 'gen-1', scope: 'provision', expiresAt: null, knownSince: expect.any(String), lastUse: LAST }],
    lastAccepted: LAST, // by Entra: a reader's call is none of Entra's
    lastRefused: '2026-11-30T13:00:00.000Z',
    lastCall: { at: LAST, tokenId: 'gen-1', verdict: 'accepted' },
    counts: { activeUsers: expect.any(Number), refusals: expect.any(Number) },
  });
  expect(JSON.stringify(body)).not.toMatch(/[0-9a-f]{64}/);
});

test('knows the last call of Entra even when its token is no longer known', async () => {
  await note(db, 'contoso', 'gen-0', undefined, new Date('2026-11-30T16:00:00Z'));
  await using admin = await startAdmin(database, db);

  const { body } = await admin.ask('/tenants/contoso');

  expect(body.tokens).toMatchObject([{ id: 'gen-1' }]);
  expect(body.lastCall).toEqual({ at: '2026-11-30T16:00:00.000Z', tokenId: 'gen-0', verdict: 'refused' });
});

test('lists the tenants page by page, by slug, and apart from them the tokens that read all', async () => {
  const registry = TenantRegistry.parse(
    JSON.stringify({
      tenants: ['c', 'a', 'e', 'b', 'd'].map((slug) => registryEntry(slug, newToken())),
      readers: [{ id: 'auditor-1', sha256: sha256(newToken()) }],
    }),
  );
  await note(db, 'a', 'auditor-1', new Date(LAST));
  await note(db, 'b', 'auditor-1', new Date('2026-11-29T14:00:00Z'));
  await using admin = await startAdmin(database, db, { registry });

  const pages = [];
  for (let next: string | null = ''; next !== null;) {
    const { body }: any = await admin.ask(`/tenants?count=2${next === '' ? '' : `&cursor=${next}`}`);
    pages.push(body.items.map(({ slug }: { slug: string }) => slug).join(''));
    ({ next } = body);
  }

  expect(pages).toEqual(['ab', 'cd', 'e']);
  expect((await admin.ask('/readers')).body).toEqual({
    items: [{ id: 'auditor-1', scope: 'read', expiresAt: null, knownSince: expect.any(String), lastUse: LAST }],
  });
});

test('names the tenants for which the database does not answer', async () => {
  const registry = TenantRegistry.parse(
    JSON.stringify({ tenants: ['contoso', 'fabrikam'].map((slug) => registryEntry(slug, newToken())) }),
  );
  await using admin = await startAdmin(database, db, { registry });
  const missing = new Set(['fabrikam']); // its node of the cluster is down
  jest.spyOn(SqlOverview.prototype, 'all').mockResolvedValueOnce({ counts: new Map(), calls: [], missing });

  const { body } = await admin.ask('/tenants');

  const known = body.items.map(({ slug, isKnown }: { slug: string; isKnown: boolean }) => [slug, isKnown]);
  expect(known).toEqual([
    ['contoso', true],
    ['fabrikam', false],
  ]);
});
