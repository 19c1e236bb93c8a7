import type { ServerResponse } from 'node:http';

import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

import type { OnLimit, Waiting } from './directory/limit';
import type { Observe } from './http/request-log';

/** What the service counts, in the text format of Prometheus. */
export interface Metrics {
  readonly observe: Observe;
  readonly onLimit: OnLimit;

  /** Answers a request for `/metrics`. */
  render(res: ServerResponse): Promise<void>;
}

/** @param waiting called whenever the metrics are read. */
export function createMetrics(waiting: Waiting): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'scim_request_duration_seconds',
    help: 'Time from a request to its answer, by tenant, route and status.',
    labelNames: ['tenant', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const limits = new Counter({
    name: 'scim_limits_met_total',
    help: 'Requests that met a limit, by tenant, limit and what became of them.',
    labelNames: ['tenant', 'limit', 'outcome'],
    registers: [registry],
  });
  new Gauge({
    name: 'scim_requests_waiting',
    help: 'Requests that wait for a connection to the database, by tenant.',
    labelNames: ['tenant'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [tenant, requests] of waiting()) this.set({ tenant }, requests);
    },
  });
  return {
    observe: ({ tenant, route, status, seconds }) => {
      requests.observe({ tenant: tenant ?? 'unknown', route, status: String(status) }, seconds);
    },
    onLimit: ({ tenant, limit, outcome }) => {
      limits.inc({ tenant: tenant ?? 'unknown', limit, outcome });
    },
    render: async (res) => {
      res.setHeader('Content-Type', registry.contentType);
      res.end(await registry.metrics());
    },
  };
}
