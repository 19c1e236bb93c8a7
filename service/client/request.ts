import { setTimeout as sleep } from 'node:timers/promises';

/** The URL of a tenant, and the token of one of its readers. */
export interface Endpoint {
  /** SCIM base URL of the tenant, for example `https://scim.example.com/tenants/contoso/scim/v2`. */
  readonly url: string;
  readonly token: string;
}

/** The feed no longer reaches back to the cursor. Read all users again, and continue with a new cursor. */
export class CursorGone extends Error {
  override readonly name = 'CursorGone';
}

/** The service refused the request, and would refuse it again, because a token, a URL or a parameter is wrong. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;

  constructor(status: number, detail: string) {
    super(`the service answers ${status}: ${detail}`);
    this.status = status;
  }
}

/**
 * The pauses after one, two, three … failures in a row, in milliseconds. Each pause is extended by a random amount, at
 * most a quarter of its length.
 */
const PAUSES_MS = [250, 500, 1_000, 2_000, 5_000, 10_000, 30_000];

/** Longest pause that the service can request, in milliseconds. */
const PAUSE_MAX_MS = 5 * 60 * 1_000;

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
 * @throws {CursorGone} for 410; {Refused} for other failures that another attempt would not fix; {TypeError} for a URL
 * or token that cannot be sent.
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
    const patience = AbortSignal.timeout(waitSeconds * 1e3 + PATIENCE_MS);
    const attempt = { ...sent, signal: signal ? AbortSignal.any([patience, signal]) : patience };
    const response = await fetch(target, attempt).catch(passing);
    const text = await response?.text().catch(passing);
    if (response && text !== undefined) {
      const answer = parsed(text);
      if (response.ok && answer !== undefined) return answer as Answer;
      refuseForGood(response, answer);
    }
    await pause(failures, response?.headers.get('retry-after') ?? undefined, signal);
  }
  return undefined;
}

/** Ignores network failures and timeouts, after which another attempt may succeed. @throws all other errors. */
function passing(error: unknown): undefined {
  const { name, cause } = error as { readonly name?: string; readonly cause?: unknown };
  const isNetwork = name === 'TypeError' && cause !== undefined; // fetch reports all connection failures in this way
  if (!isNetwork && name !== 'AbortError' && name !== 'TimeoutError') throw error;
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
  if (status === 410) throw new CursorGone(detail);
  if (status < 500 && !PASSING.includes(status)) throw new Refused(status, detail);
}

async function pause(failures: number, retryAfter: string | undefined, signal: AbortSignal | undefined): Promise<void> {
  const usual = PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)] ?? 0;
  const ms = Math.max(usual, retryAfter === undefined ? 0 : millisecondsOf(retryAfter));
  await sleep(ms * (1 + Math.random() / 4), undefined, { signal }).catch(() => undefined);
}

/**
 * The delay in a Retry-After header, given in seconds or as a date (RFC 9110 §10.2.3). It is 0 when the header is
 * invalid.
 */
export function millisecondsOf(retryAfter: string, now = Date.now()): number {
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1e3 : Date.parse(retryAfter) - now;
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), PAUSE_MAX_MS);
}
