import type { SynchronizationSchema } from '../../../programs/sync/schema/synchronization-schema';
import { templateSchema } from '../scim-schema';

import { GraphRefusal } from './graph-refusal';
import { probeScim } from './probe-scim';
import { refuseSchema } from './schema-rules';

type Json = Record<string, any>;
type Pair = Readonly<{ key: string; value: string }>;
type State = 'Active' | 'Disabled' | 'Paused';

export interface Quarantine {
  readonly reason: string;
  readonly message?: string;
}

export interface Job {
  readonly id: string;
  state: State;

  /** The previous state, which Graph still shows for some requests: changes to the state appear late. */
  shown: State;
  shownFor: number;

  quarantine: Quarantine | undefined;
  schema: SynchronizationSchema;

  /** Reset scope of each restart of the job. */
  readonly restarts: string[];
}

/** Job templates of a non-gallery application. The older one is for applications from before 2019. */
export const JOB_TEMPLATES: readonly string[] = ['scim', 'customappsso'];

/** The credentials and provisioning jobs of a service principal. */
export class Provisioning {
  readonly #idSuffix: string;
  readonly secrets = new Map<string, string>();
  readonly jobs = new Map<string, Job>();

  /** Number of requests for which a change to a job's state stays hidden. */
  stateLag = 0;

  constructor(idSuffix: string) {
    this.#idSuffix = idSuffix;
  }

  createJob(templateId: string): Job {
    if (!JOB_TEMPLATES.includes(templateId)) throw GraphRefusal.badRequest(`There is no template '${templateId}'.`);
    const id = `${templateId}.${this.#idSuffix}`;
    const shared = { state: 'Disabled', shown: 'Disabled', shownFor: 0 } as const;
    const job: Job = { ...shared, id, quarantine: undefined, schema: templateSchema(), restarts: [] };
    this.jobs.set(id, job);
    return job;
  }

  job(id: string): Job {
    const job = this.jobs.get(id);
    if (!job) throw GraphRefusal.notFound(id);
    return job;
  }

  /** A job as Graph returns it. */
  showJob(job: Job): Json {
    if (job.shownFor-- <= 0) job.shown = job.state;
    const { quarantine, shown: state } = job;
    const code = quarantine ? 'Quarantine' : state === 'Active' ? 'Active' : 'Paused';
    return {
      id: job.id,
      templateId: job.id.split('.', 1)[0],
      schedule: { expiration: null, interval: 'PT40M', state },
      status: {
        code: this.secrets.size === 0 ? 'NotConfigured' : code,
        countSuccessiveCompleteFailures: 0,
        quarantine: quarantine && {
          reason: quarantine.reason,
          nextAttempt: '2027-01-02T03:04:05Z',
          error: { code: quarantine.reason, message: quarantine.message ?? '' },
        },
      },
      synchronizationJobSettings: [],
    };
  }

  run(job: Job, state: State): void {
    if (state === 'Active' && !this.secrets.has('BaseAddress')) {
      throw new GraphRefusal(400, 'CredentialsMissing', 'The job has no credentials to start with.');
    }
    job.shown = job.state;
    job.shownFor = this.stateLag;
    job.state = state;
  }

  restart(job: Job, resetScope: string): void {
    job.restarts.push(resetScope);
    const needed = job.quarantine?.reason === 'TooManyDeletes' ? ['ForceDeletes'] : ['QuarantineState', 'Full'];
    if (needed.some((scope) => resetScope.includes(scope))) job.quarantine = undefined;
    this.run(job, 'Active');
  }

  replaceSchema(job: Job, schema: SynchronizationSchema): void {
    refuseSchema(schema);
    job.schema = schema;
  }

  /** Sets the given keys and leaves all others. An empty value removes its key. */
  saveSecrets(pairs: readonly Pair[]): void {
    for (const { key, value } of pairs) {
      if (key === 'SyncNotificationSettings' && !isJson(value)) {
        throw new GraphRefusal(400, 'InvalidNotificationSettings', 'The notification settings are not valid.');
      }
      if (key === 'SecretToken' && /^bearer /i.test(value)) {
        throw new GraphRefusal(400, 'InvalidCredentials', 'The secret token must not begin with its scheme.');
      }
    }
    for (const { key, value } of pairs) {
      if (value === '') this.secrets.delete(key);
      else this.secrets.set(key, value);
    }
  }

  /** The stored keys as Graph shows them, with secret values masked. */
  showSecrets(): Pair[] {
    return [...this.secrets].map(([key, value]) => ({ key, value: key === 'SecretToken' ? '*' : value }));
  }

  /** Tests the connection as Entra does, with a request to the service. */
  async validate({ useSavedCredentials, credentials = [] }: { useSavedCredentials?: boolean; credentials?: Pair[] }) {
    const given = useSavedCredentials ? this.secrets : new Map(credentials.map(({ key, value }) => [key, value]));
    const trouble = await probeScim(given.get('BaseAddress') ?? '', given.get('SecretToken') ?? '');
    if (trouble === undefined) return;
    const message = `We received this unexpected response from your application: ${trouble}.`;
    throw new GraphRefusal(400, 'CredentialValidationUnavailable', message);
  }
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}
