import { setTimeout as sleep } from 'node:timers/promises';

import type { ScimResource } from './access';

/** An event as the feed tells it. The service's documentation says what each member means. */
export interface Event {
  readonly id: string;
  readonly type: string;
  readonly tenant: string;
  readonly cursor: string;
  readonly at: string;
  readonly txn: string;
  readonly token: string;
  readonly version: number;
  readonly resource: ScimResource;
  readonly exists: boolean;
  readonly previous?: Readonly<Record<string, unknown>>;
  readonly attributes?: readonly string[];
  readonly group?: { readonly id: string; readonly displayName: string };
}

export interface EventPage {
  readonly events: readonly Event[];

  /** Store it once the events have been dealt with, and go on from there. */
  readonly cursor: string;
  readonly more: boolean;
}

/** Where a tenant's events are, and the token of a reader. */
export interface Endpoint {
  /** SCIM base URL of the tenant, for example `https://scim.example.com/tenants/contoso/scim/v2`. */
  readonly url: string;
  readonly token: string;
}

/** The feed does not go back as far as the cursor. Reconcile, and go on with the cursor that this gives. */
export class CursorGone extends Error {
  override readonly name = 'CursorGone';
}

/** The service refuses the request, and would again: a token, a URL or a parameter is wrong. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;

  constructor(status: number, detail: string) {
    super(`the service answers ${status}: ${detail}`);
    this.status = status;
  }
}

/** Pauses after one, two, three … failures in a row. */
const PAUSES_MS = [250, 500, 1_000, 2_000, 5_000, 10_000, 30_000];

/** How much longer than the service holds a request to wait for its answer. */
const PATIENCE_MS = 15_000;

/** Pages of a tenant's events, for ever. The cursor is the caller's to keep. */
export async function* follow(
  endpoint: Endpoint,
  options: { readonly cursor: string; readonly waitSeconds?: number; readonly signal?: AbortSignal },
): AsyncGenerator<EventPage, void> {
  const { waitSeconds = 30, signal } = options;
  let { cursor } = options;
  while (!signal?.aborted) {
    const path = `/events?after=${encodeURIComponent(cursor)}&wait=${waitSeconds}`;
    const page = await read<EventPage>(endpoint, path, signal, waitSeconds * 1e3 + PATIENCE_MS);
    if (!page) return;
    ({ cursor } = page);
    if (page.events.length > 0) yield page;
  }
}

/**
 * Reads JSON, and tries again as long as the service is away.
 *
 * @returns undefined when `signal` ends it.
 * @throws {CursorGone} for 410, {Refused} for other failures that a new attempt would not change.
 */
export async function read<Answer>(
  { url, token }: Endpoint,
  path: string,
  signal: AbortSignal | undefined,
  patienceMs = PATIENCE_MS,
): Promise<Answer | undefined> {
  for (let failures = 0; ; failures++) {
    const ends = AbortSignal.any([AbortSignal.timeout(patienceMs), ...(signal ? [signal] : [])]);
    let pauseMs = PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)] ?? 0;
    try {
      const response = await fetch(`${url}${path}`, { headers: { Authorization: `Bearer ${token}` }, signal: ends });
      if (response.ok) return (await response.json()) as Answer;
      const { detail = '' } = (await response.json().catch(() => ({}))) as { detail?: string };
      if (response.status === 410) throw new CursorGone(detail);
      if (response.status < 500 && response.status !== 429) throw new Refused(response.status, detail);
      pauseMs = Math.max(pauseMs, Number(response.headers.get('retry-after') ?? 0) * 1e3);
    } catch (error) {
      if (error instanceof CursorGone || error instanceof Refused) throw error;
    }
    if (signal?.aborted) return undefined;
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    if (signal?.aborted) return undefined;
  }
}
