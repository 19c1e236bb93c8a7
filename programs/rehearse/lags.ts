import { renderTable } from '../../command-line/table';

import { percentile } from './report';

/**
 * How long changes take to reach a product that follows the events. Each measurement begins when Entra's request is
 * sent, and ends when the product receives the event.
 */
export interface Lag {
  /** A type of event, or one of {@link SESSION_LOST}. */
  readonly name: string;
  readonly way: Way;

  /** For each event of this name, the time since the request was sent. */
  readonly milliseconds: readonly number[];
}

/**
 * How a product gets events: by a request that waits for them (`GET /events?wait=30`), by webhooks, or by security event
 * tokens that are pushed to it (RFC 8935). Of the tokens, only those that end a session are measured.
 */
export type Way = 'push' | 'wait' | 'webhook';

/**
 * Names of the lags that measure how long people keep their sessions after they have lost access, by how they lost it.
 * The time begins with the request that takes a person's access away, and ends when the product ends that person's
 * session.
 */
export const SESSION_LOST = {
  deactivated: 'session lost (deactivated)',
  deleted: 'session lost (deleted)',
};

const NUMBERS = ['count', 'p50 ms', 'p99 ms', 'max ms'];

/** The lags as a table, with those of lost sessions at the end. */
export function renderLags(lags: readonly Lag[]): string {
  const last = Object.values(SESSION_LOST);
  const names = [...new Set(lags.map(({ name }) => name))].filter((name) => !last.includes(name));
  const sorted = [...names, ...last].flatMap((each) => lags.filter(({ name }) => name === each));
  const rows = sorted.map(({ name, way, milliseconds }) => [
    name,
    way,
    milliseconds.length,
    ...[50, 99, 100].map((percent) => percentile(milliseconds, percent)),
  ]);
  return renderTable(['event', 'by', ...NUMBERS], rows, { numbers: NUMBERS });
}
