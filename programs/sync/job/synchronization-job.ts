import type { SyncSettings } from '../../../entra/sync-settings';
import type { RestClient } from '../../../microsoft/rest-client';
import type { AttributeMappingSource, SynchronizationSchema } from '../schema/synchronization-schema';

/** A job as Graph returns it. */
export interface JobStatus {
  /** `Disabled` until the job is started for the first time. */
  readonly state: 'Active' | 'Disabled' | 'Paused';

  /** The reason why Entra has put the job into quarantine. Undefined if the job is not in quarantine. */
  readonly quarantine: Quarantine | undefined;
}

export interface Quarantine {
  /** Code from Graph, for example `EncounteredQuarantineException`. */
  readonly reason: string;

  /** Entra's description of the problem. Empty if Entra gives none. */
  readonly message: string;
}

/** The name of a credential, such as `BaseAddress`, and its value. Graph shows a secret value as `*`. */
export interface Credential {
  readonly key: string;
  readonly value: string;
}

interface GraphJob {
  readonly schedule?: { readonly state: JobStatus['state'] } | null;
  readonly status?: {
    readonly quarantine?: {
      readonly reason?: string;
      readonly error?: { readonly code?: string; readonly message?: string } | null;
    } | null;
  } | null;
}

/** A synchronization job of a service principal, and the credentials that the job uses. */
export class SynchronizationJob {
  readonly #graph: RestClient;
  readonly #principal: string;
  readonly #id: string;
  readonly #job: string;

  constructor(graph: RestClient, { servicePrincipalId, jobId }: Pick<SyncSettings, 'servicePrincipalId' | 'jobId'>) {
    this.#graph = graph;
    this.#principal = `/servicePrincipals/${servicePrincipalId}/synchronization`;
    this.#id = jobId;
    this.#job = `${this.#principal}/jobs/${jobId}`;
  }

  async status(): Promise<JobStatus> {
    const { schedule, status } = await this.#graph.get<GraphJob>(this.#job);
    const quarantine = status?.quarantine;
    return {
      state: schedule?.state ?? 'Disabled',
      quarantine: quarantine
        ? { reason: quarantine.reason ?? 'Unknown', message: quarantine.error?.message ?? '' }
        : undefined,
    };
  }

  /**
   * Ids of other running jobs of the same service principal. These jobs provision into the same service with the same
   * token.
   */
  async runningBeside(): Promise<string[]> {
    const jobs = await this.#graph.list<GraphJob & { id: string }>(`${this.#principal}/jobs`);
    return jobs.filter(({ id, schedule }) => id !== this.#id && schedule?.state === 'Active').map(({ id }) => id);
  }

  start(): Promise<void> {
    return this.#graph.post(`${this.#job}/start`);
  }

  pause(): Promise<void> {
    return this.#graph.post(`${this.#job}/pause`);
  }

  /** Lifts a quarantine. Entra then retries the objects that failed, but does not evaluate other users again. */
  liftQuarantine(): Promise<void> {
    return this.#graph.post(`${this.#job}/restart`, { criteria: { resetScope: 'QuarantineState' } });
  }

  schema(): Promise<SynchronizationSchema> {
    return this.#graph.get(`${this.#job}/schema`);
  }

  replaceSchema(schema: SynchronizationSchema): Promise<void> {
    return this.#graph.put(`${this.#job}/schema`, schema);
  }

  /** Asks Graph to parse an expression. Returns undefined if Graph cannot parse it. */
  async readExpression(expression: string): Promise<AttributeMappingSource | undefined> {
    const answer = await this.#graph.post<{ parsedExpression?: AttributeMappingSource | null }>(
      `${this.#job}/schema/parseExpression`,
      { expression },
    );
    return answer.parsedExpression ?? undefined;
  }

  async credentials(): Promise<Credential[]> {
    const { value } = await this.#graph.get<{ value: Credential[] }>(`${this.#principal}/secrets`);
    return value;
  }

  saveCredentials(credentials: readonly Credential[]): Promise<void> {
    return this.#graph.put(`${this.#principal}/secrets`, { value: credentials });
  }

  /** Makes Entra send a test request to the service, with the saved credentials. */
  testConnection(): Promise<void> {
    return this.#graph.post(`${this.#job}/validateCredentials`, { useSavedCredentials: true });
  }
}
