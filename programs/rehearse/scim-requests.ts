import { setTimeout as sleep } from 'node:timers/promises';

import type { Recorder } from './recorder';
import type { Json } from './target-path';

export interface Answer {
  readonly status: number;
  readonly body: Json | undefined;

  /**
   * Number of seconds that the service asks the client to wait before it repeats the request. Undefined if the service
   * does not ask the client to repeat the request.
   */
  readonly retryAfter?: number | undefined;

  /** Id that the service gave the request (`X-Request-Id`). */
  readonly requestId?: string | undefined;
}

/** Maximum number of times to send a request that the service keeps answering with status 429. */
const ATTEMPTS_MAX = 5;

/** Maximum time to wait before a request is repeated, even if the service asks for a longer wait. */
const RETRY_MAX_SECONDS = 60;

/** Maximum time to wait for an answer. We assume that Entra does not wait longer than this. */
const TIMEOUT_MS = 30_000;

/** Sends SCIM requests as Entra does. */
export class ScimRequests {
  readonly #baseUrl: string;
  readonly #query: string;
  readonly #token: string;
  readonly #recorder: Recorder;
  readonly #stopped: AbortSignal | undefined;

  /**
   * @param tenantUrl tenant URL as an admin enters it in Entra, including any query string.
   * @param stopped when this signal is aborted, no further requests are sent, and later calls never return.
   */
  constructor(tenantUrl: string, token: string, recorder: Recorder, stopped?: AbortSignal) {
    const [baseUrl = '', query = ''] = tenantUrl.split('?', 2);
    this.#baseUrl = baseUrl.replace(/\/$/, '');
    this.#query = query;
    this.#token = token;
    this.#recorder = recorder;
    this.#stopped = stopped;
  }

  /**
   * Sends a request, and repeats it while the service answers with status 429, up to ATTEMPTS_MAX attempts in total. If
   * the last answer is unexpected, it is recorded as a failure, but is still returned.
   */
  async send(method: string, path: string, expected: readonly number[], body?: Json): Promise<Answer> {
    let answer = await this.#sendOnce(method, path, body);
    for (let attempt = 1; attempt < ATTEMPTS_MAX && answer.status === 429; attempt++) {
      this.#recorder.waited();
      await sleep(Math.min(answer.retryAfter ?? 1, RETRY_MAX_SECONDS) * 1e3);
      answer = await this.#sendOnce(method, path, body);
    }
    if (!expected.includes(answer.status)) {
      const { detail } = (answer.body ?? {}) as { detail?: string };
      this.fail(`${method} ${path}`, `answered ${answer.status || 'nothing'}: ${detail ?? 'no detail'}`);
    }
    return answer;
  }

  fail(request: string, reason: string): void {
    this.#recorder.failed(request, reason);
  }

  /**
   * Searches `/Users` or `/Groups` for resources in which the attribute equals the value, as Entra does before it
   * creates a resource.
   */
  async match(endpoint: string, attribute: string, value: string): Promise<Json[]> {
    const filter = encodeURIComponent(`${attribute} eq ${JSON.stringify(value)}`).replaceAll('%20', '+');
    const excluded = endpoint === '/Groups' ? 'excludedAttributes=members&' : '';
    const { body } = await this.send('GET', `${endpoint}?${excluded}filter=${filter}`, [200]);
    return (body?.['Resources'] as Json[] | undefined) ?? [];
  }

  async #sendOnce(method: string, path: string, body: Json | undefined): Promise<Answer> {
    if (this.#stopped?.aborted) await new Promise(() => undefined);
    const sentAt = performance.now();
    const answer = await this.#fetch(method, path, body);
    this.#recorder.answered(sentAt, performance.now(), answer.requestId);
    return answer;
  }

  async #fetch(method: string, path: string, body: Json | undefined): Promise<Answer> {
    const query = this.#query === '' ? '' : `${path.includes('?') ? '&' : '?'}${this.#query}`;
    try {
      const response = await fetch(`${this.#baseUrl}${path}${query}`, {
        method,
        headers: {
          Authorization: `Bearer ${this.#token}`,
          ...(body ? { 'Content-Type': 'application/scim+json; charset=utf-8' } : {}),
        },
        body: body ? JSON.stringify(body) : null,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const answer = await this.#read(response, `${method} ${path}`);
      const retryAfter = response.headers.get('retry-after');
      return {
        ...answer,
        retryAfter: retryAfter === null ? undefined : Number(retryAfter) || 1,
        requestId: response.headers.get('x-request-id') ?? undefined,
      };
    } catch (error) {
      const { cause, message } = error as Error;
      return { status: 0, body: { detail: cause instanceof Error ? cause.message : message } };
    }
  }

  async #read(response: Response, request: string): Promise<Answer> {
    const text = await response.text();
    if (text === '') return { status: response.status, body: undefined };
    const type = response.headers.get('content-type');
    if (type !== 'application/scim+json') {
      this.fail(request, `answered with the media type ${type}; Entra accepts only application/scim+json`);
    }
    try {
      return { status: response.status, body: JSON.parse(text) as Json };
    } catch {
      return { status: response.status, body: { detail: 'the answer is not JSON' } };
    }
  }
}
