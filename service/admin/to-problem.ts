import { StoreUnavailable } from '../directory/store';
import { ShareExceeded } from '../directory/turns';
import { RateExceeded } from '../http/request-rates';

import { Problem } from './problem';

/**
 * Translates an error into an answer for the caller. If the service itself failed, the reason appears only in the log.
 */
export function toProblem(error: unknown, requestId: string): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof RateExceeded) return new Problem(429, error.message);
  if (error instanceof StoreUnavailable || error instanceof ShareExceeded) {
    return new Problem(503, `the database does not answer; try again later (request ${requestId})`);
  }
  // Express sets a status on an error that the client caused, for example when a path contains a percent-encoded
  // sequence that is not UTF-8.
  const { status } = error as { readonly status?: unknown };
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new Problem(status, 'the request cannot be read: check its URL');
  return new Problem(500, `the service failed; its log gives the reason under request ${requestId}`);
}
