import { TenantRegistry } from '../../service/directory/tenant-registry';
import type { Outcome } from '../../service/http/outcome';
import { LastCalls } from '../../service/last-calls';
import { registryEntry } from '../support/registry-entry';

const { tenants } = TenantRegistry.parse(JSON.stringify({ tenants: [registryEntry('contoso', 'x')] }));

function call(status: number, token: string | undefined, scope: 'provision' | 'read' = 'provision'): Outcome {
  return {
    requestId: 'r',
    principal: token === undefined ? undefined : { tokenId: token, scope, tenant: tenants[0] },
    route: 'GET /Users',
    resourceId: undefined,
    status,
    aborted: false,
    seconds: 0,
    waitedSeconds: 0,
    refusedOperations: [],
    refusal: undefined,
  };
}

describe('the age of the last call', () => {
  test('is kept for each token, apart for calls that were accepted and refused', () => {
    let now = 0;
    const calls = new LastCalls(() => now);

    calls.onOutcome(call(200, 'gen-1'));
    now = 10_000;
    calls.onOutcome(call(409, 'gen-1'));
    calls.onOutcome(call(200, 'product-1', 'read'));
    now = 15_000;
    calls.onOutcome(call(201, 'gen-1'));
    now = 16_500;

    expect([...calls.ages()]).toEqual([
      { tenant: 'contoso', token: 'gen-1', scope: 'provision', outcome: 'accepted', seconds: 1.5 },
      { tenant: 'contoso', token: 'gen-1', scope: 'provision', outcome: 'refused', seconds: 6.5 },
      { tenant: 'contoso', token: 'product-1', scope: 'read', outcome: 'accepted', seconds: 6.5 },
    ]);
  });

  test('is not touched by strangers, nor by faults of the service', () => {
    const calls = new LastCalls();

    calls.onOutcome(call(401, undefined));
    calls.onOutcome(call(503, 'gen-1'));

    expect([...calls.ages()]).toEqual([]);
  });
});
