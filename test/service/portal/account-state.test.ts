import { entraCalls } from '../../../service/directory/entra-calls';
import type { KnownToken } from '../../../service/directory/overview';
import type { Tenant } from '../../../service/directory/tenant';
import type { Account } from '../../../service/portal/account';
import { stateOf } from '../../../service/portal/account-state';

const NOW = new Date('2026-11-30T12:00:00Z');
const at = (time: string) => new Date(`2026-11-30T${time}:00Z`);

/** An account whose token portal-2 replaces portal-1, which was revoked. */
function rotated(...calls: readonly Partial<KnownToken>[]): Account {
  const known = calls.map((call) => ({
    tenant: 'trial',
    tokenId: 'portal-1',
    scope: 'provision' as const,
    knownSince: at('08:00'),
    accepted: undefined,
    refused: undefined,
    ...call,
  }));
  return {
    tenant: { slug: 'trial', plan: 'enterprise', scimEnabled: true, managedBy: 'portal' } as Tenant,
    tenantUrl: '',
    tokens: [
      {
        id: 'portal-2',
        createdAt: at('09:00'),
        expiresAt: new Date('2027-11-30'),
        acceptedAt: known.find(({ tokenId }) => tokenId === 'portal-2')?.accepted,
      },
    ],
    tokensMade: 2,
    calls: entraCalls(known),
    changes: [{} as Account['changes'][number]],
    refusals: [],
    now: NOW,
  };
}

test.each<[Partial<KnownToken>[], string]>([
  [[], 'Entra has not called yet'],
  [[{ accepted: at('11:50') }], 'Entra has not used portal-2 yet; it last called with portal-1, which was revoked'],
  [
    [{ accepted: at('11:50'), refused: at('11:59') }],
    'Entra is refused: it still presents portal-1, which was revoked',
  ],
  [
    [{ accepted: at('11:50') }, { tokenId: 'portal-2', accepted: at('11:55') }],
    'Entra provisions this account; it called last 5 min ago',
  ],
  [
    [{ accepted: at('11:50') }, { tokenId: 'product-1', scope: 'read', accepted: at('11:59') }],
    'Entra has not used portal-2 yet; it last called with portal-1, which was revoked',
  ],
])('after a rotation, with the calls %j, the page says: %s', (calls, words) => {
  expect(stateOf(rotated(...calls)).words).toBe(words);
});

test('an account whose only token was revoked is refused, and the page says what to do', () => {
  const state = stateOf({ ...rotated({ accepted: at('11:50') }), tokens: [] });

  expect(state).toMatchObject({
    severity: 'bad',
    words: 'The token was revoked: requests of Entra are refused',
    next: { href: '#token' },
  });
});
