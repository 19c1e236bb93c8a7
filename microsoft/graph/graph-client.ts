import type { Clock } from './clock';
import { GraphError, readGraphAnswer } from './graph-error';

/** How Graph is reached. */
export interface GraphAccess {
  /** Origin of the API, for example `https://graph.microsoft.com`. */
  readonly endpoint: string;

  /** An access token for it. Called for each request: who gives it keeps it. */
  readonly token: () => Promise<string>;

  readonly fetch: typeof fetch;
  readonly clock: Clock;
}

export interface Patience {
  /**
   * Also waits for what Graph does not find.
   *
   * @default false. Graph replicates late: what was created a moment ago may not be found for minutes.
   */
  readonly notFound?: boolean;
}

/** Longest that one request is repeated for. */
const PATIENCE_MS = 120_000;

/** Longest that one answer is waited for. A connection test waits for the service that is tested. */
const TIMEOUT_MS = 60_000;

/** How often a request is repeated that had no answer: most likely the address is wrong, and stays so. */
const UNREACHED_MAX = 3;

/** Statuses of a moment's trouble: another write at once, throttling, what a gateway says of a server that restarts. */
const PASSING = [409, 429, 500, 502, 503, 504];

/** Sends requests to Microsoft Graph, and repeats them within bounds when the trouble will pass. */
export class GraphClient {
  readonly #access: GraphAccess;
  readonly #patience: Patience;

  constructor(access: GraphAccess, patience: Patience = {}) {
    this.#access = access;
    this.#patience = patience;
  }

  /** A client that also waits for what was created a moment ago. */
  patient(): GraphClient {
    return new GraphClient(this.#access, { notFound: true });
  }

  /** Where something is, for who asks by other means: `https://graph.microsoft.com/v1.0/servicePrincipals/…`. */
  url(path: string): string {
    return `${this.#access.endpoint}/v1.0${path}`;
  }

  get<Body>(path: string): Promise<Body> {
    return this.#send<Body>('GET', path);
  }

  /** All items of a collection, page by page. */
  async list<Item>(path: string): Promise<Item[]> {
    const items: Item[] = [];
    for (let next: string | undefined = path; next !== undefined;) {
      const page: { value: Item[]; '@odata.nextLink'?: string } = await this.get(next);
      items.push(...page.value);
      next = this.#pathOf(page['@odata.nextLink']);
    }
    return items;
  }

  post<Body = undefined>(path: string, body?: object): Promise<Body> {
    return this.#send<Body>('POST', path, body);
  }

  put(path: string, body: object): Promise<void> {
    return this.#send('PUT', path, body);
  }

  /** @throws {GraphError} when Graph refuses, or when its trouble does not pass. */
  async #send<Body>(method: string, path: string, body?: object): Promise<Body> {
    const { clock } = this.#access;
    const start = clock.now();
    for (let attempt = 0; ; attempt++) {
      const { answer, error, retryAfterMs } = await this.#try<Body>(method, path, body);
      if (!error) return answer as Body;

      const waitMs = retryAfterMs ?? Math.min(1000 * 2 ** attempt, 15_000);
      if (!this.#willPass(error, attempt) || clock.now() + waitMs - start > PATIENCE_MS) throw error;
      await clock.sleep(waitMs);
    }
  }

  async #try<Body>(method: string, path: string, body?: object): Promise<Attempt<Body>> {
    const request = `${method} ${path}`;
    const token = await this.#access.token();
    try {
      const response = await this.#access.fetch(this.url(path), {
        method,
        headers: { Authorization: `Bearer ${token}`, ...(body ? { 'Content-Type': 'application/json' } : {}) },
        body: body ? JSON.stringify(body) : null,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const text = await response.text();
      if (response.ok) return { answer: (text === '' ? undefined : JSON.parse(text)) as Body };
      return {
        error: new GraphError(request, response.status, readGraphAnswer(text, response.headers)),
        retryAfterMs: retryAfterMs(response.headers.get('retry-after')),
      };
    } catch (error) {
      const { message, cause } = error as Error;
      return {
        error: new GraphError(request, 0, { code: '', message: cause instanceof Error ? cause.message : message }),
      };
    }
  }

  #willPass({ status }: GraphError, attempt: number): boolean {
    if (status === 0) return attempt < UNREACHED_MAX;
    return PASSING.includes(status) || (status === 404 && this.#patience.notFound === true);
  }

  /** Path of the next page. A link that leads elsewhere is not followed: it would take the token there. */
  #pathOf(link: string | undefined): string | undefined {
    if (link === undefined) return undefined;
    const base = this.url('');
    if (!link.startsWith(`${base}/`)) throw new Error(`Graph's next page is not at ${base}: ${link}`);
    return link.slice(base.length);
  }
}

interface Attempt<Body> {
  readonly answer?: Body;
  readonly error?: GraphError;
  readonly retryAfterMs?: number | undefined;
}

function retryAfterMs(header: string | null): number | undefined {
  const seconds = Number(header ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}
