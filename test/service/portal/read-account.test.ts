import type { Tenant } from '../../../service/directory/tenant';
import { readingAccounts } from '../../../service/portal/read-account';

const at = (time: string) => new Date(`2026-11-30T${time}Z`);
const TRIAL = { slug: 'trial', managedBy: 'portal' } as Tenant;
const token = (id: string, revokedAt?: Date) => ({
  id,
  createdAt: at('08:00:00'),
  createdBy: 'portal:ann-7',
  expiresAt: at('23:00:00'),
  revokedAt,
});

/** Reads an account whose Entra created a user at 11:59:58, while the overview knows calls until 11:59:50. */
const read = readingAccounts({
  registry: { tokensOf: () => [] },
  accounts: { tokensOf: () => Promise.resolve([token('portal-2'), token('portal-1', at('10:00:00'))]) },
  overview: {
    callsOf: () =>
      Promise.resolve(
        (['portal-1', 'portal-2', 'product-1'] as const).map((tokenId) => ({
          tenant: 'trial',
          tokenId,
          scope: tokenId === 'product-1' ? 'read' : 'provision',
          knownSince: at('08:00:00'),
          accepted: { 'portal-1': at('09:00:00'), 'portal-2': at('11:59:50'), 'product-1': at('11:59:59') }[tokenId],
          refused: undefined,
        })),
      ),
  },
  history: {
    changes: () =>
      Promise.resolve({ items: [{ at: at('11:59:58'), tokenId: 'portal-2', type: 'User' }] as never, next: undefined }),
    refusals: () =>
      Promise.resolve({
        items: [
          { at: at('11:59:59'), tokenId: 'product-1', route: 'POST /Users', status: 403, scimType: null },
          { at: at('11:00:00'), tokenId: 'portal-1', route: 'GET /Users', status: 401, scimType: null },
        ] as never,
        next: undefined,
      }),
  },
  publicUrl: 'https://scim.example.com',
  now: () => at('12:00:00'),
});

test('the time of the last call is the same wherever the page shows it, as exact as history knows it', async () => {
  const { tokens, calls } = await read(TRIAL);

  expect(tokens).toMatchObject([{ id: 'portal-2', acceptedAt: at('11:59:58') }]);
  expect(calls).toEqual({
    lastAccepted: at('11:59:58'),
    lastRefused: at('11:00:00'),
    last: { at: at('11:59:58'), tokenId: 'portal-2', verdict: 'accepted' },
  });
});

test('what a reader was refused is not shown to the admin as a refusal of Entra', async () => {
  const { refusals } = await read(TRIAL);

  expect(refusals.map(({ tokenId }) => tokenId)).toEqual(['portal-1']);
});
