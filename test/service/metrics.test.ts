import { createMetrics } from '../../service/metrics';
import { listen } from '../support/listen';

/** The lines of one metric, as Prometheus would read them. */
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
