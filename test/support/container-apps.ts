import { resourceManager } from '../../microsoft/resource-manager';

/** A resource as Azure Resource Manager returns it. */
export type Resource = Record<string, any>;

export interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly body: any;
}

export const PLACE = { subscriptionId: 'sub', resourceGroup: 'acme-scim' };
const ROOT = '/subscriptions/sub/resourceGroups/acme-scim/providers/Microsoft.App';

/** Azure's answer to a request: a status, a body, and how long to wait. */
interface Reply {
  readonly status: number;
  readonly body?: object;
  readonly retryAfter?: string;
}

/**
 * The part of Azure Container Apps that a rollout uses. As in Azure, changes become visible only after some reads. Time
 * passes only when the code under test waits.
 */
export class ContainerApps {
  readonly requests: SentRequest[] = [];

  /** Seconds waited so far. */
  waited = 0;

  readonly #resources = new Map<string, Resource>();
  readonly #replies: Reply[] = [];
  readonly #ahead = new Map<string, Resource[]>();

  readonly client = resourceManager('https://management.example', {
    token: () => Promise.resolve('token'),
    fetch: (url, init) => Promise.resolve(this.#answer(new URL(url as string), init ?? {})),
    clock: {
      now: () => this.waited * 1000,
      sleep: (milliseconds) => {
        this.waited += milliseconds / 1000;
        return Promise.resolve();
      },
    },
  });

  put(path: string, resource: Resource): this {
    this.#resources.set(path, resource);
    return this;
  }

  at(path: string): Resource {
    const found = this.#resources.get(path);
    if (!found) throw new Error(`nothing is at ${path}`);
    return found;
  }

  /** Sets the results of the next reads of a resource, one after the other. Further reads return the last one. */
  show(path: string, ...states: readonly Resource[]): this {
    this.#ahead.set(path, [...states]);
    return this;
  }

  /** Sets the answers to the next requests, whatever their path. */
  answerNext(...replies: readonly Reply[]): this {
    this.#replies.push(...replies);
    return this;
  }

  /** Requests that changed something, as `PATCH containerApps/acme-scim`. */
  get changes(): string[] {
    return this.requests.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);
  }

  #answer(url: URL, init: RequestInit): Response {
    const method = init.method ?? 'GET';
    const path = url.pathname.slice(ROOT.length + 1);
    const body = init.body === undefined ? undefined : (JSON.parse(init.body as string) as unknown);
    this.requests.push({ method, path, body });

    const headers = new Headers(init.headers);
    if (headers.get('authorization') !== 'Bearer token') return reply({ status: 401 });
    if (!url.pathname.startsWith(ROOT) || !url.searchParams.has('api-version')) return reply({ status: 400 });
    const planned = this.#replies.shift();
    return reply(planned ?? this.#carryOut(method, path, body as Resource | undefined));
  }

  #carryOut(method: string, path: string, body: Resource | undefined): Reply {
    if (method === 'POST' && /^jobs\/[^/]+\/start$/.test(path)) {
      const job = path.split('/')[1] ?? '';
      return this.#resources.has(`jobs/${job}`) ? { status: 202, body: { name: `${job}-x1` } } : missing(path);
    }
    if (method === 'POST' && path.endsWith('/deactivate')) {
      this.at(path.replace('/deactivate', ''))['properties'].active = false;
      return { status: 200 };
    }
    if (method === 'GET' && path.endsWith('/revisions')) {
      const value = [...this.#resources].filter(([key]) => key.startsWith(`${path}/`)).map(([, resource]) => resource);
      return { status: 200, body: { value } };
    }
    if (method === 'PUT') {
      this.#resources.set(path, body ?? {});
      return { status: 201, body: body ?? {} };
    }
    const states = this.#ahead.get(path);
    const next = method === 'GET' ? states?.shift() : undefined;
    if (next) this.#resources.set(path, merged(this.#resources.get(path) ?? {}, next));
    const resource = this.#resources.get(path);
    if (!resource) return missing(path);
    if (method === 'PATCH') this.#resources.set(path, merged(resource, body ?? {}));
    return { status: method === 'PATCH' ? 202 : 200, body: resource };
  }
}

function missing(path: string): Reply {
  return { status: 404, body: { error: { code: 'ResourceNotFound', message: `${path} was not found` } } };
}

function reply({ status, body, retryAfter }: Reply): Response {
  const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  return new Response(JSON.stringify(body ?? {}), { status, headers });
}

/**
 * A resource after a merge patch (RFC 7396): objects are merged member by member, and lists are replaced as a whole.
 */
function merged(resource: Resource, patch: Resource): Resource {
  const entries = Object.entries(patch).map(([key, value]) => {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return [key, isObject ? merged((resource[key] ?? {}) as Resource, value as Resource) : value];
  });
  return { ...resource, ...Object.fromEntries(entries) };
}
