import { Registry } from 'prom-client';

import { createStreamMetrics } from '../../service/stream-metrics';
import type { Attempt, StreamPosition } from '../../service/streams/positions';

const upToDate: StreamPosition = {
  tenant: 'contoso',
  stream: 'product',
  cursor: 'c1',
  acknowledged: [],
  state: 'active',
  since: new Date(),
  failures: 0,
  failingSince: undefined,
  lastError: undefined,
  behindSince: undefined,
  dueAt: undefined,
};
const paused: StreamPosition = {
  ...upToDate,
  stream: 'siem',
  state: 'paused',
  behindSince: new Date(Date.now() - 60_000),
};
const attempt: Attempt = {
  at: new Date(),
  eventId: 'event-1',
  eventType: 'user.created',
  outcome: 'taken',
  status: 204,
  ms: 12,
  reason: undefined,
};

/** Metrics of streams, and a function that reads the lines of one metric. */
function start(read: () => Promise<readonly StreamPosition[]>) {
  const registry = new Registry();
  const after = jest.fn(read);
  const metrics = createStreamMetrics(registry, { after });
  const linesOf = async (name: string) =>
    (await registry.metrics()).split('\n').filter((line) => line.startsWith(`${name}{`));
  return { metrics, linesOf, after };
}

describe('the metrics of streams', () => {
  test('say how many seconds each receiver is behind', async () => {
    const { linesOf } = start(() => Promise.resolve([upToDate, paused]));

    const [product, siem] = await linesOf('scim_stream_lag_seconds');

    expect(product).toBe('scim_stream_lag_seconds{tenant="contoso",stream="product"} 0');
    expect(siem).toMatch(/^scim_stream_lag_seconds{tenant="contoso",stream="siem"} 6\d\.\d+$/);
  });

  test('say in which state each stream is, and nothing about streams that are gone', async () => {
    let positions = [upToDate, paused];
    const { linesOf, after } = start(() => Promise.resolve(positions));
    await linesOf('scim_stream_state');
    positions = [paused];
    after.mockClear();

    expect(await linesOf('scim_stream_state')).toEqual([
      'scim_stream_state{tenant="contoso",stream="siem",state="active"} 0',
      'scim_stream_state{tenant="contoso",stream="siem",state="paused"} 1',
      'scim_stream_state{tenant="contoso",stream="siem",state="ended"} 0',
    ]);
    expect(after).toHaveBeenCalledTimes(1); // one query for all metrics
  });

  test('count attempts by outcome', async () => {
    const { metrics, linesOf } = start(() => Promise.resolve([]));

    metrics.onAttempt('contoso', 'product', attempt);
    metrics.onAttempt('contoso', 'product', attempt);
    metrics.onAttempt('contoso', 'product', { ...attempt, outcome: 'failed' });

    expect(await linesOf('scim_stream_deliveries_total')).toEqual([
      'scim_stream_deliveries_total{tenant="contoso",stream="product",outcome="taken"} 2',
      'scim_stream_deliveries_total{tenant="contoso",stream="product",outcome="failed"} 1',
    ]);
  });

  test('are still read while the database is unavailable, without lags', async () => {
    const { metrics, linesOf } = start(() => Promise.reject(new Error('no connection')));
    metrics.onAttempt('contoso', 'product', attempt);

    expect(await linesOf('scim_stream_lag_seconds')).toEqual([]);
    expect(await linesOf('scim_stream_deliveries_total')).toHaveLength(1);
  });
});
