import type { Logger } from 'pino';

import type { OnOutcome } from './outcome';
import type { RefusedOperation } from './refusal';

/** Maximum number of refused operations of a Bulk request that are listed in one log line. */
const OPERATIONS_MAX = 10;

/**
 * Writes one log line for each request, without bodies, filters or values, because these may identify people. If the
 * request or any of its operations was refused or failed, the line has the level `warn` and contains the reason.
 * Otherwise, the level is `info`.
 */
export function requestLog(log: Logger): OnOutcome {
  return ({
    requestId,
    principal,
    route,
    resourceId,
    status,
    aborted,
    seconds,
    waitedSeconds,
    refusal,
    refusedOperations,
  }) => {
    const refused = status >= 400 && !aborted;
    log[refused || refusedOperations.length > 0 ? 'warn' : 'info'](
      {
        requestId,
        tenant: principal?.tenant?.slug,
        token: principal?.tokenId,
        scope: principal?.scope,
        route,
        status: aborted ? 'aborted' : status,
        ms: milliseconds(seconds),
        ...(waitedSeconds > 0 ? { waitedMs: milliseconds(waitedSeconds) } : {}),
        ...(refused ? { resourceId, ...refusal } : {}),
        ...(refusedOperations.length > 0 ? someOf(refusedOperations) : {}),
      },
      'request',
    );
  };
}

/** The number of refused operations, and the first few of them with their reasons. */
function someOf(operations: readonly RefusedOperation[]): object {
  return { operationsRefused: operations.length, operations: operations.slice(0, OPERATIONS_MAX) };
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1e5) / 100;
}
