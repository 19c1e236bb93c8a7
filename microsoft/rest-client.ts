import { type Clock, systemClock } from './clock';
import { type Failure, readFailure, RestError } from './rest-error';

/** One of Microsoft's services. */
export interface RestService {
  /** Name of the service in messages. */
  readonly name: string;

  /** Prefix of every URL: the service's origin, followed by the API version if that is part of the path. */
  readonly base: string;

  /**
   * Suffix of every path, such as `?api-version=2024-03-01`.
   *
   * @default - nothing.
   */
  readonly query?: string;

  /** Maximum time for which a request is retried, in seconds. */
  readonly patienceSeconds: number;

  /** Advice on how to correct a failure. Undefined if Microsoft's own message says enough. */
  readonly remedy: (failure: Failure) => string | undefined;
}

/** How to reach a service. */
export interface RestAccess {
  /**
   * Returns an access token. The client calls this function for each request, so the function should cache the token.
   *
   * @default - requests are sent without a token.
   */
  readonly token?: () => Promise<string>;

  /** @default - the `fetch` of Node.js. */
  readonly fetch?: typeof fetch;

  /** @default - the system's clock. */
  readonly clock?: Clock;
}

/**
 * Maximum time to wait for one response. It is long, because Graph's connection test waits for the tested service
 * before it responds.
 */
const TIMEOUT_MS = 60_000;

/**
 * Maximum number of retries for a request that gets no response. It is small, because a wrong address is the most
 * likely cause.
 */
const UNREACHED_MAX = 3;

/** Statuses of temporary failures: a conflict with a change in progress, throttling, or a restarting server. */
const PASSING = [409, 429, 500, 502, 503, 504];

/**
 * Sends requests to one of Microsoft's services. If a failure may be temporary, retries the request for a limited time.
 */
export class RestClient {
  readonly clock: Clock;
  readonly #service: RestService;
  readonly #access: RestAccess;
  readonly #waitsFor: readonly number[];

  constructor(service: RestService, access: RestAccess, waitsFor: readonly number[] = PASSING) {
    this.clock = access.clock ?? systemClock;
    this.#service = service;
    this.#access = access;
    this.#waitsFor = waitsFor;
  }

  /**
   * A client that also retries after a 404 response. It is for objects that were just created: Graph may need minutes
   * to make them visible everywhere.
   */
  patient(): RestClient {
    return new RestClient(this.#service, this.#access, [...PASSING, 404]);
  }

  /**
   * Full URL of a path, for callers that send the request without this client:
   * `https://graph.microsoft.com/v1.0/servicePrincipals/…`.
   */
  url(path: string): string {
    return `${this.#service.base}${path}${this.#service.query ?? ''}`;
  }

  get<Body>(path: string): Promise<Body> {
    return this.#send('GET', this.url(path));
  }

  /**
   * Reads all items of a collection, page by page.
   *
   * @param enough number of items that suffices. Once this number is reached, no further page is read.
   */
  async list<Item>(path: string, enough = Infinity): Promise<Item[]> {
    const items: Item[] = [];
    for (let url: string | undefined = this.url(path); url !== undefined && items.length < enough;) {
      const page: Page<Item> = await this.#send('GET', url);
      items.push(...page.value);
      url = this.#nextOf(page);
    }
    return items;
  }

  post<Body = undefined>(path: string, body?: object): Promise<Body> {
    return this.#send('POST', this.url(path), body);
  }

  put(path: string, body: object): Promise<void> {
    return this.#send('PUT', this.url(path), body);
  }

  patch(path: string, body: object): Promise<void> {
    return this.#send('PATCH', this.url(path), body);
  }

  /** @throws {RestError} when the service refuses the request, or still fails after the retries. */
  async #send<Body>(method: string, url: string, body?: object): Promise<Body> {
    const end = this.clock.now() + this.#service.patienceSeconds * 1000;
    for (let attempt = 0; ; attempt++) {
      const answer = await this.#ask(method, url, body);
      if (answer.ok) return answer.body as Body;

      const waitMs = retryAfterMs(answer.headers) ?? Math.min(1000 * 2 ** attempt, 15_000);
      const mayPass = answer.status === 0 ? attempt < UNREACHED_MAX : this.#waitsFor.includes(answer.status);
      if (!mayPass || this.clock.now() + waitMs > end) throw this.#failure(method, url, answer);
      await this.clock.sleep(waitMs);
    }
  }

  async #ask(method: string, url: string, body: object | undefined): Promise<Answer> {
    const { token, fetch: send = fetch } = this.#access;
    const headers = {
      ...(token ? { Authorization: `Bearer ${await token()}` } : {}),
      ...(body ? { 'Content-Type': 'application/json' } : {}),
    };
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await send(url, { method, headers, body: body ? JSON.stringify(body) : null, signal });
      const text = await response.text();
      const answer = { status: response.status, headers: response.headers, body: parsed(text) };
      return { ...answer, ok: response.ok && (text === '' || answer.body !== undefined) };
    } catch (error) {
      const { message, cause } = error as Error;
      const reason = cause instanceof Error ? cause.message : message;
      return { ok: false, status: 0, headers: new Headers(), body: { error: { message: reason } } };
    }
  }

  #failure(method: string, url: string, { status, headers, body }: Answer): RestError {
    const { name, base, query = '', remedy } = this.#service;
    const { code, ...words } = readFailure(name, body, headers);
    const failure = { request: `${method} ${url.slice(base.length).replace(query, '')}`, status, code };
    return new RestError(failure, { service: name, ...words, remedy: remedy(failure) }, headers);
  }

  /** Path of the next page. A link to another host is not followed, since that host would get the token. */
  #nextOf({ nextLink, '@odata.nextLink': link = nextLink }: Page<unknown>): string | undefined {
    const { base, name } = this.#service;
    if (link === undefined || link.startsWith(`${base}/`)) return link;
    throw new Error(`the link to the next page leads away from ${name} at ${base}: ${link}`);
  }
}

/** A page of a collection. Azure and Graph use different names for the link to the next page. */
interface Page<Item> {
  readonly value: readonly Item[];
  readonly nextLink?: string;
  readonly '@odata.nextLink'?: string;
}

interface Answer {
  readonly ok: boolean;

  /** HTTP status. 0 if there was no response. */
  readonly status: number;
  readonly headers: Headers;

  /** The parsed body. Undefined if it is empty or not JSON, such as an error page from a proxy. */
  readonly body: unknown;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function retryAfterMs(headers: Headers): number | undefined {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}
