import { setTimeout } from 'node:timers/promises';

/** Azure Resource Manager refused, or did not answer. Says what was asked, what was answered, and what to do. */
export class ResourceManagerError extends Error {
  override readonly name = 'ResourceManagerError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** How Azure Resource Manager is reached. */
export interface ResourceManagerAccess {
  /** Origin of the API, for example `https://management.azure.com`. */
  readonly endpoint: string;

  /** An access token for it. Called for each request: who gives it keeps it. */
  readonly token: () => Promise<string>;

  readonly fetch: typeof fetch;

  /** Waits. Tests pass one that does not. */
  readonly sleep: (milliseconds: number) => Promise<void>;
}

export const sleep = async (milliseconds: number): Promise<void> => {
  await setTimeout(milliseconds);
};

/** Version of Microsoft.App that knows jobs, managed certificates and the state of revisions. */
const API_VERSION = '2024-03-01';

const ATTEMPTS = 6;
const TIMEOUT_MS = 60_000;

/** Statuses of a moment's trouble: a change that is still under way, throttling, a server that restarts. */
const PASSING = [409, 429, 500, 502, 503, 504];

const REMEDIES: Readonly<Record<number, string>> = {
  401: 'sign in again, to the directory of the subscription',
  403: "grant the identity that deploys 'Contributor' on the resource group",
  404: 'deploy the platform first, and check subscription and names',
};

/** Sends requests to Azure Resource Manager, and repeats them within bounds when the trouble will pass. */
export class ResourceManager {
  readonly #access: ResourceManagerAccess;

  constructor(access: ResourceManagerAccess) {
    this.#access = access;
  }

  /** @param path path below the endpoint, without version. */
  async send<Body>(method: 'GET' | 'PUT' | 'PATCH' | 'POST', path: string, body?: object): Promise<Body> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.once(method, path, body);
      if (answer.status < 300) return answer.body as Body;

      const { code = 'none', message = 'no message' } = (answer.body as { error?: ArmError }).error ?? {};
      if (!PASSING.includes(answer.status) || attempt === ATTEMPTS) {
        const remedy = REMEDIES[answer.status];
        const text = `${method} ${path} was answered ${answer.status} ${code}: ${message}`;
        throw new ResourceManagerError(answer.status, remedy === undefined ? text : `${text} – ${remedy}`);
      }
      await this.#access.sleep((answer.retryAfterSeconds ?? 2 ** attempt) * 1000);
    }
  }

  /**
   * Looks until something is settled.
   *
   * @param look what was found, or undefined while it is under way.
   * @throws {ResourceManagerError} after `timeoutSeconds`.
   */
  async waitFor<Found>(what: string, timeoutSeconds: number, look: () => Promise<Found | undefined>): Promise<Found> {
    const pauseSeconds = 5;
    for (let waited = 0; ; waited += pauseSeconds) {
      const found = await look();
      if (found !== undefined) return found;
      if (waited >= timeoutSeconds) {
        throw new ResourceManagerError(
          0,
          `after ${timeoutSeconds / 60} minutes ${what}; look at its log in the portal`,
        );
      }
      await this.#access.sleep(pauseSeconds * 1000);
    }
  }

  private async once(method: string, path: string, body: object | undefined): Promise<Answer> {
    const { endpoint, token } = this.#access;
    const headers = { Authorization: `Bearer ${await token()}`, 'Content-Type': 'application/json' };
    try {
      const response = await this.#access.fetch(`${endpoint}${path}?api-version=${API_VERSION}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const text = await response.text();
      const seconds = Number(response.headers.get('retry-after') ?? NaN);
      return {
        status: response.status,
        body: parsed(text),
        retryAfterSeconds: Number.isFinite(seconds) ? Math.min(seconds, 60) : undefined,
      };
    } catch (error) {
      const { message, cause } = error as Error;
      const reason = cause instanceof Error ? cause.message : message;
      throw new ResourceManagerError(0, `${method} ${path} was not answered by ${endpoint}: ${reason}`);
    }
  }
}

interface ArmError {
  readonly code?: string;
  readonly message?: string;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfterSeconds: number | undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text === '' ? '{}' : text) as unknown;
  } catch {
    return {};
  }
}
