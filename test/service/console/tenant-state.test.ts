import { bySeverity, stateOf, type Tenant } from '../../../service/console/tenant-state';

const NOW = new Date('2026-11-30T12:00:00Z');
const TOKEN = { id: 'gen-1', scope: 'provision', expiresAt: null, knownSince: null, lastUse: null } as const;
const WELL: Tenant = {
  slug: 'contoso',
  plan: 'enterprise',
  scimEnabled: true,
  managedBy: 'files',
  refusal: null,
  roles: [],
  defaultRole: null,
  tokens: [TOKEN],
  lastAccepted: '2026-11-30T11:50:00Z',
  lastRefused: null,
  counts: { at: '2026-11-30T11:59:00Z', activeUsers: 1, inactiveUsers: 0, groups: 0, refusals: 0, refusedByHour: [] },
};

test.each<[Partial<Tenant>, string, string]>([
  [{}, 'good', 'Entra provisions'],
  [{ refusal: 'SCIM is switched off' }, 'off', 'SCIM is switched off'],
  [{ lastAccepted: null }, 'warn', 'Entra has not called yet'],
  [{ lastAccepted: '2026-11-30T09:00:00Z' }, 'bad', 'Entra has been silent for 3 h'],
  [{ lastAccepted: null, lastRefused: '2026-11-30T11:59:00Z' }, 'bad', 'Every request of Entra is refused'],
  [
    { lastAccepted: '2026-11-30T11:00:00Z', lastRefused: '2026-11-30T11:59:00Z' },
    'bad',
    'Every request of Entra is refused, for 1 h',
  ],
  [{ lastRefused: '2026-11-30T11:59:00Z' }, 'good', 'Entra provisions'],
  [{ counts: WELL.counts && { ...WELL.counts, refusals: 7 } }, 'warn', '7 requests were refused in the last 24 h'],
  [
    { tokens: [{ ...TOKEN, expiresAt: '2026-11-30T11:00:00Z' }] },
    'bad',
    'Entra is refused: each token of the tenant has expired',
  ],
  [{ tokens: [{ ...TOKEN, expiresAt: '2026-12-03T13:00:00Z' }] }, 'warn', 'The token expires in 3 d'],
  [{ tokens: [{ ...TOKEN, expiresAt: '2026-12-03T13:00:00Z' }, TOKEN] }, 'good', 'Entra provisions'],
])('a tenant with %j is %s: %s', (change, severity, words) => {
  expect(stateOf({ ...WELL, ...change }, NOW)).toEqual({ severity, words });
});

test('tenants in trouble come first, those that are switched off last', () => {
  const states = (['off', 'good', 'warn', 'bad'] as const).map((severity) => ({ severity, words: '' }));

  expect(states.sort(bySeverity).map(({ severity }) => severity)).toEqual(['bad', 'warn', 'good', 'off']);
});
