import { setTimeout as sleep } from 'node:timers/promises';

/** The URL of a tenant, and the token of one of its readers. */
export interface Endpoint {
  /** SCIM base URL of the tenant, for example `https://scim.example.com/tenants/contoso/scim/v2`. */
  readonly url: string;
  readonly token: string;
}

/** The service refused the request, and would refuse it again, because a token, a URL or a parameter is wrong. */
export class Refused extends Error {
  override readonly name = 'Refused';

  /**
   * The HTTP status. 410 means that the feed no longer reaches back to the cursor: read all users again, and continue
   * with a new cursor.
   */
  readonly status: number;

  constructor(status: number, detail: string) {
    super(`the service answers ${status}: ${detail}`);
    this.status = status;
  }
}

/** The pauses after failures in a row double from the first to the last, in milliseconds. */
const PAUSES_MS = { first: 250, last: 30_000 };

/** Longest pause that the service can request, in milliseconds. */
const ASKED_MAX_MS = 5 * 60 * 1_000;

/** How much longer to wait for an answer than the service was asked to wait, in milliseconds. */
const PATIENCE_MS = 15_000;

/** Statuses below 500 after which another attempt may succeed. */
const PASSING = [408, 429];

/**
 * Requests JSON, and tries again as long as the service is unavailable.
 *
 * @param waitSeconds how long the service is asked to wait before it answers.
 * @param body what to POST, if anything. It may be sent more than once.
 * @returns undefined when `signal` aborts the request.
 * @throws {Refused} for failures that another attempt would not fix; {TypeError} for a URL or token that cannot be sent.
 */
export async function request<Answer>(
  { url, token }: Endpoint,
  path: string,
  signal: AbortSignal | undefined,
  waitSeconds = 0,
  body?: object,
): Promise<Answer | undefined> {
  const target = `${url}${path}`;
  if (!/^https?:/i.test(url) || !URL.canParse(target)) throw new TypeError(`'${url}' is not an http or https URL`);
  if (!/^[\x21-\x7e]+$/.test(token)) throw new TypeError('the token is empty or contains invalid characters');
  const headers = { Authorization: `Bearer ${token}`, ...(body ? { 'Content-Type': 'application/json' } : {}) };
  const sent = body ? { headers, method: 'POST', body: JSON.stringify(body) } : { headers };
  for (let failures = 0; !signal?.aborted; failures++) {
    const signals = [AbortSignal.timeout(waitSeconds * 1e3 + PATIENCE_MS), ...(signal ? [signal] : [])];
    let retryAfter: string | null = null;
    try {
      const response = await fetch(target, { ...sent, signal: AbortSignal.any(signals) });
      const answer = parsed(await response.text());
      if (response.ok && answer !== undefined) return answer as Answer;
      refuseForGood(response, answer);
      retryAfter = response.headers.get('retry-after');
    } catch (error) {
      if (!isPassing(error)) throw error;
    }
    await sleep(pauseMs(failures, retryAfter), undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}

/** Parses a body as JSON. Returns undefined for any other body, which may come from a proxy or from another website. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuseForGood({ status }: Response, body: unknown): void {
  const { detail = 'no reason given; check the URL' } = (body ?? {}) as { readonly detail?: string };
  if (status < 500 && !PASSING.includes(status)) throw new Refused(status, detail);
}

/** Whether an error is a network failure or a timeout, after which another attempt may succeed. */
function isPassing(error: unknown): boolean {
  const { name = '', cause } = error as { readonly name?: string; readonly cause?: unknown };
  const isNetwork = name === 'TypeError' && cause !== undefined; // fetch reports all connection failures in this way
  return isNetwork || ['AbortError', 'TimeoutError'].includes(name);
}

/**
 * The pause before the next attempt, in milliseconds. It is extended by a random amount, at most a quarter of its
 * length.
 *
 * @param failures number of failures in a row before the last one.
 * @param retryAfter the Retry-After header, which can lengthen the pause. Only a number of seconds counts,
 *   which is what the service sends.
 */
export function pauseMs(failures: number, retryAfter: string | null, random = Math.random): number {
  const usual = Math.min(PAUSES_MS.first * 2 ** failures, PAUSES_MS.last);
  const asked = Math.min(Number(retryAfter) * 1e3 || 0, ASKED_MAX_MS);
  return Math.max(usual, asked) * (1 + random() / 4);
}
