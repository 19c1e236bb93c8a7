import type { ServerResponse } from 'node:http';

import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

import type { OnLimit, Waiting } from './directory/limit';
import type { OnOutcome } from './http/outcome';
import { LastCalls } from './last-calls';

/** The service's metrics in the text format of Prometheus. */
export interface Metrics {
  readonly onOutcome: OnOutcome;
  readonly onLimit: OnLimit;

  /** The registry in which other parts of the service register their metrics. */
  readonly registry: Registry;

  /** Answers a request for `/metrics`. */
  render(res: ServerResponse): Promise<void>;
}

/** @param waiting is called whenever the metrics are read. */
export function createMetrics(waiting: Waiting): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'scim_request_duration_seconds',
    help: 'Time from a request to its answer, excluding the time waiting for events, by tenant, scope of the token, route and status.',
    labelNames: ['tenant', 'scope', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const limits = new Counter({
    name: 'scim_limits_met_total',
    help: 'Requests that reached a limit, by tenant, limit and outcome.',
    labelNames: ['tenant', 'limit', 'outcome'],
    registers: [registry],
  });
  new Gauge({
    name: 'scim_requests_waiting',
    help: 'Requests that are waiting for a database connection, by tenant.',
    labelNames: ['tenant'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [tenant, requests] of waiting()) this.set({ tenant }, requests);
    },
  });
  const lastCalls = new LastCalls();
  new Gauge({
    name: 'scim_seconds_since_last_call',
    help: 'Seconds since this replica last accepted or refused a call, by tenant, token and its scope.',
    labelNames: ['tenant', 'token', 'scope', 'outcome'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { seconds, ...labels } of lastCalls.ages()) this.set(labels, seconds);
    },
  });
  return {
    registry,
    onOutcome: (outcome) => {
      const { principal, route, status, seconds } = outcome;
      const tenant = principal?.tenant?.slug ?? 'unknown';
      requests.observe({ tenant, scope: principal?.scope ?? 'unknown', route, status: String(status) }, seconds);
      lastCalls.onOutcome(outcome);
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
