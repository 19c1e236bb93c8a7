import { renderTable } from '../../command-line/table';

import { percentile } from './report';

/** How long after Entra's requests a product that follows the events had what they changed. */
export interface Lag {
  /** A type of event, or {@link SESSION_LOST}. */
  readonly name: string;

  /** From the moment when a request was sent, for each event of this name. */
  readonly milliseconds: readonly number[];
}

/** From the request that takes somebody's access away to the end of that person's session in the product. */
export const SESSION_LOST = 'session lost';

const NUMBERS = ['count', 'p50 ms', 'p99 ms', 'max ms'];

/** The lags as a table. */
export function renderLags(lags: readonly Lag[]): string {
  const rows = lags.map(({ name, milliseconds }) => [
    name,
    milliseconds.length,
    ...[50, 99, 100].map((percent) => percentile(milliseconds, percent)),
  ]);
  return renderTable(['event', ...NUMBERS], rows, { numbers: NUMBERS });
}
