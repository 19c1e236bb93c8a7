import { TenantRegistry } from '../../service/directory/tenant-registry';
import { createMetrics } from '../../service/metrics';
import { listen } from '../support/listen';
import { registryEntry } from '../support/registry-entry';

/** The lines of one metric that Prometheus would read. */
async function linesOf(metrics: ReturnType<typeof createMetrics>, name: string): Promise<string[]> {
  await using server = await listen((_req, res) => void metrics.render(res));
  const text = await (await fetch(server.url)).text();
  return text.split('\n').filter((line) => line.startsWith(name));
}

describe('metrics', () => {
  test('count the limits that were met by tenant, limit and outcome', async () => {
    const metrics = createMetrics(() => []);

    metrics.onLimit({ tenant: 'contoso', limit: 'rate', outcome: 'refused' });
    metrics.onLimit({ tenant: 'contoso', limit: 'rate', outcome: 'refused' });
    metrics.onLimit({ tenant: 'contoso', limit: 'deadline', outcome: 'cancelled' });
    metrics.onLimit({ tenant: 'contoso', limit: 'page', outcome: 'cut' });

    expect(await linesOf(metrics, 'scim_limits_met_total{')).toEqual([
      'scim_limits_met_total{tenant="contoso",limit="rate",outcome="refused"} 2',
      'scim_limits_met_total{tenant="contoso",limit="deadline",outcome="cancelled"} 1',
      'scim_limits_met_total{tenant="contoso",limit="page",outcome="cut"} 1',
    ]);
  });

  test('name all strangers alike, so that they cannot make up labels', async () => {
    const metrics = createMetrics(() => []);

    for (let n = 0; n < 100; n++) metrics.onLimit({ tenant: undefined, limit: 'rate', outcome: 'refused' });

    expect(await linesOf(metrics, 'scim_limits_met_total{')).toEqual([
      'scim_limits_met_total{tenant="unknown",limit="rate",outcome="refused"} 100',
    ]);
  });

  test('say how long ago each token was last used, and tell readers from Entra', async () => {
    const metrics = createMetrics(() => []);
    const { tenants } = TenantRegistry.parse(JSON.stringify({ tenants: [registryEntry('contoso', 'x')] }));
    const call = (tokenId: string, scope: 'provision' | 'read', status: number) => {
      metrics.onOutcome({
        requestId: 'r',
        principal: { tokenId, scope, tenant: tenants[0] },
        route: 'GET /Users',
        resourceId: undefined,
        status,
        aborted: false,
        seconds: 0.02,
        waitedSeconds: 0,
        refusedOperations: [],
        refusal: undefined,
      });
    };

    call('gen-1', 'provision', 409);
    call('product-1', 'read', 200);

    expect(
      (await linesOf(metrics, 'scim_seconds_since_last_call{')).map((line) => line.replace(/ [\d.e-]+$/, '')),
    ).toEqual([
      'scim_seconds_since_last_call{tenant="contoso",token="gen-1",scope="provision",outcome="refused"}',
      'scim_seconds_since_last_call{tenant="contoso",token="product-1",scope="read",outcome="accepted"}',
    ]);
    expect(await linesOf(metrics, 'scim_request_duration_seconds_count{')).toEqual([
      'scim_request_duration_seconds_count{tenant="contoso",scope="provision",route="GET /Users",status="409"} 1',
      'scim_request_duration_seconds_count{tenant="contoso",scope="read",route="GET /Users",status="200"} 1',
    ]);
  });

  test('say how many requests of a tenant are waiting, and forget those that no longer wait', async () => {
    let waiting: [string, number][] = [
      ['contoso', 3],
      ['fabrikam', 1],
    ];
    const metrics = createMetrics(() => waiting);
    const before = await linesOf(metrics, 'scim_requests_waiting{');
    waiting = [['contoso', 2]];

    const after = await linesOf(metrics, 'scim_requests_waiting{');

    expect(before).toEqual(['scim_requests_waiting{tenant="contoso"} 3', 'scim_requests_waiting{tenant="fabrikam"} 1']);
    expect(after).toEqual(['scim_requests_waiting{tenant="contoso"} 2']);
  });
});
