import { bySeverity, stateOf, type Tenant } from '../../../service/console/tenant-state';

const NOW = new Date('2026-11-30T12:00:00Z');
const TOKEN = { id: 'gen-1', scope: 'provision', expiresAt: null, knownSince: null, lastUse: null } as const;
const STREAM = { stream: 'product', delivery: 'webhook', state: 'active', behindSince: null, failures: 0 } as const;
const WELL: Tenant = {
  slug: 'contoso',
  plan: 'enterprise',
  scimEnabled: true,
  managedBy: 'files',
  refusal: null,
  roles: [],
  defaultRole: null,
  tokens: [TOKEN],
  streams: [],
  isKnown: true,
  ...called('11:50', null),
  counts: { at: '2026-11-30T11:59:00Z', activeUsers: 1, inactiveUsers: 0, groups: 0, refusals: 0, refusedByHour: [] },
};

/** The calls with the token gen-1, at times of the day. */
function called(accepted: string | null, refused: string | null) {
  const [lastAccepted, lastRefused] = [accepted, refused].map((time) => time && `2026-11-30T${time}:00Z`);
  const verdict = (refused ?? '') > (accepted ?? '') ? 'refused' : 'accepted';
  const at = verdict === 'refused' ? lastRefused : lastAccepted;
  return {
    lastAccepted: lastAccepted ?? null,
    lastRefused: lastRefused ?? null,
    lastCall: at ? ({ at, tokenId: 'gen-1', verdict } as const) : null,
  };
}

test.each<[Partial<Tenant>, string, string]>([
  [{}, 'good', 'Entra provisions'],
  [{ isKnown: false }, 'bad', 'The database does not answer for this tenant'],
  [{ refusal: 'SCIM is switched off' }, 'off', 'SCIM is switched off'],
  [called(null, null), 'warn', 'Entra has not called yet'],
  [called('09:00', null), 'bad', 'Entra has been silent for 3 h'],
  [called(null, '11:59'), 'bad', 'Every request of Entra is refused'],
  [called('11:00', '11:59'), 'bad', 'Every request of Entra is refused, for 1 h'],
  [called('11:50', '11:59'), 'good', 'Entra provisions'],
  [{ ...called(null, null), tokens: [] }, 'warn', 'There is no token yet'],
  [
    { ...called('11:50', null), tokens: [] },
    'bad',
    'Entra is refused: the tenant has no token; the last one was gen-1',
  ],
  [{ counts: WELL.counts && { ...WELL.counts, refusals: 7 } }, 'warn', '7 requests were refused in the last 24 h'],
  [
    { tokens: [{ ...TOKEN, expiresAt: '2026-11-30T11:00:00Z' }] },
    'bad',
    'Entra is refused: each token of the tenant has expired',
  ],
  [{ tokens: [{ ...TOKEN, expiresAt: '2026-12-03T13:00:00Z' }] }, 'warn', 'The token expires in 3 d'],
  [{ tokens: [{ ...TOKEN, expiresAt: '2026-12-03T13:00:00Z' }, TOKEN] }, 'good', 'Entra provisions'],
  [{ streams: [STREAM, { ...STREAM, behindSince: '2026-11-30T11:56:00Z' }] }, 'good', 'Entra provisions'],
  [{ streams: [STREAM, { ...STREAM, behindSince: '2026-11-30T09:00:00Z' }] }, 'bad', 'Stream product is 3 h behind'],
  [
    { streams: [{ ...STREAM, state: 'ended', behindSince: '2026-11-30T09:00:00Z' }] },
    'bad',
    'Stream product has ended',
  ],
  [{ streams: [{ ...STREAM, state: 'paused', behindSince: '2026-11-30T09:00:00Z' }] }, 'good', 'Entra provisions'],
  [{ streams: [{ ...STREAM, delivery: null, behindSince: '2026-11-30T09:00:00Z' }] }, 'good', 'Entra provisions'],
])('a tenant with %j is %s: %s', (change, severity, words) => {
  expect(stateOf({ ...WELL, ...change }, NOW)).toEqual({ severity, words });
});

describe('after a rotation, while Entra still presents the old token, gen-1', () => {
  const rotated = (change: Partial<Tenant>, lastUse: string | null = null) =>
    stateOf({ ...WELL, tokens: [{ ...TOKEN, id: 'gen-2', lastUse }], ...change }, NOW);
  const old = 'gen-1, which was revoked';

  test.each([
    [called('11:50', null), 'warn', `Entra has not used gen-2 yet; it last called with ${old}`],
    [called('11:50', '11:59'), 'bad', `Entra is refused: it still presents ${old}`],
    [called('09:00', null), 'bad', `Entra has been silent for 3 h: it last called with ${old}`],
  ])('a tenant with %j is %s: %s', (change, severity, words) => {
    expect(rotated(change)).toEqual({ severity, words });
  });

  test('nothing is amiss once Entra has used the new one, even if somebody else presents the old one', () => {
    const change = called('11:50', '11:59');

    expect(rotated(change, change.lastAccepted)).toEqual({ severity: 'good', words: 'Entra provisions' });
  });

  test('an expired token is named so', () => {
    const tokens = [
      { ...TOKEN, expiresAt: '2026-11-30T11:55:00Z' },
      { ...TOKEN, id: 'gen-2' },
    ];

    expect(rotated({ ...called('11:50', '11:59'), tokens }).words).toContain('gen-1, which has expired');
  });
});

test('tenants in trouble come first, those that are switched off last', () => {
  const states = (['off', 'good', 'warn', 'bad'] as const).map((severity) => ({ severity, words: '' }));

  expect(states.sort(bySeverity).map(({ severity }) => severity)).toEqual(['bad', 'warn', 'good', 'off']);
});
