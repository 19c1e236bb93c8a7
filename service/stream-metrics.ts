import { Counter, Gauge, type Registry } from 'prom-client';

import { everyPosition } from './streams/every-position';
import type { Attempt, Positions, StreamPosition } from './streams/positions';

/** The metrics of streams. */
export interface StreamMetrics {
  readonly onAttempt: (tenant: string, stream: string, attempt: Attempt) => void;
}

const STATES = ['active', 'paused', 'ended'] as const;

/** @param positions provides the positions of all tenants' streams whenever the metrics are read. */
export function createStreamMetrics(registry: Registry, positions: Pick<Positions, 'after'>): StreamMetrics {
  const deliveries = new Counter({
    name: 'scim_stream_deliveries_total',
    help: 'Attempts of this replica to deliver an event, by tenant, stream and outcome (taken, failed, ended).',
    labelNames: ['tenant', 'stream', 'outcome'],
    registers: [registry],
  });
  // Both gauges share the result of one query. While the database is unavailable, they have no values.
  let reading: Promise<readonly StreamPosition[]> | undefined;
  const known = () =>
    (reading ??= everyPosition(positions)
      .catch(() => [])
      .finally(() => (reading = undefined)));
  new Gauge({
    name: 'scim_stream_state',
    help: 'Streams that are active, paused or ended: 1 for the state that a stream is in. Every replica says the same.',
    labelNames: ['tenant', 'stream', 'state'],
    registers: [registry],
    async collect() {
      const streams = await known();
      this.reset();
      for (const { tenant, stream, state } of streams)
        for (const each of STATES) this.set({ tenant, stream, state: each }, Number(each === state));
    },
  });
  new Gauge({
    name: 'scim_stream_lag_seconds',
    help: 'Age of the oldest event that is known and was not taken, by tenant and stream; 0 for none. Every replica says the same.',
    labelNames: ['tenant', 'stream'],
    registers: [registry],
    async collect() {
      const streams = await known();
      const now = Date.now();
      this.reset();
      for (const { tenant, stream, behindSince } of streams)
        this.set({ tenant, stream }, behindSince ? Math.max(0, now - behindSince.getTime()) / 1e3 : 0);
    },
  });
  return {
    onAttempt: (tenant, stream, { outcome }) => {
      deliveries.inc({ tenant, stream, outcome });
    },
  };
}
