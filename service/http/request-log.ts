import type { Logger } from 'pino';

import type { OnOutcome } from './outcome';

/**
 * Writes one line about each request, without bodies, filters and values, which name people: at `warn` with the reason
 * when it was refused or failed, otherwise at `info`.
 */
export function requestLog(log: Logger): OnOutcome {
  return ({ requestId, principal, route, resourceId, status, aborted, seconds, waitedSeconds, refusal }) => {
    const refused = status >= 400 && !aborted;
    log[refused ? 'warn' : 'info'](
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
      },
      'request',
    );
  };
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1e5) / 100;
}
