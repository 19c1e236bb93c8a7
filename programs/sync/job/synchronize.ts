import type { SyncSettings } from '../../../entra/sync-settings';
import type { RestClient } from '../../../microsoft/rest-client';

import { applyTable } from './apply-table';
import { declaredCredentials } from './declared-credentials';
import { type JobStatus, SynchronizationJob } from './synchronization-job';
import { testConnection } from './test-connection';
import { waitUntil } from './wait';

/** What the step needs to work. */
export interface SyncTools {
  readonly graph: RestClient;

  /** Value of a Key Vault secret, by its URL. */
  readonly readSecret: (url: string) => Promise<string>;

  /** Called with a line for each thing that was done, without secrets. */
  readonly print: (line: string) => void;
}

/**
 * Brings a synchronization job into the state of its settings: credentials, connection, mappings, running or not.
 *
 * The order ensures that nothing runs untested: a job that must not run is paused first, and one that must run is
 * started last. Only differences are written, so it can be repeated.
 */
export async function synchronize(settings: SyncSettings, tools: SyncTools): Promise<void> {
  const { clock } = tools.graph;
  const report = reporter(tools);
  const job = new SynchronizationJob(tools.graph.patient(), settings);

  if (settings.enabled) await refuseBeside(job, settings);
  else await run(job, settings, tools);

  if (settings.credentials === 'vault') await storeCredentials(job, settings, tools);
  else report('credentials', 'stored by Terraform');

  if (settings.enabled) {
    await testConnection(job, clock);
    report('connection', `tested: the service answers at ${settings.tenantUrl}`);
  } else {
    report('connection', 'not tested, since the job is not to run');
  }

  report('mappings', await applyTable(job, settings, clock));

  if (settings.enabled) await run(job, settings, tools);
}

/** Refuses while a second job runs: both would write to the same accounts, each with its own mappings and scope. */
export class SecondJobError extends Error {
  override readonly name = 'SecondJobError';
}

async function refuseBeside(job: SynchronizationJob, { jobId, servicePrincipalId }: SyncSettings): Promise<void> {
  const others = await job.runningBeside();
  if (others.length === 0) return;
  throw new SecondJobError(
    `beside ${jobId}, service principal ${servicePrincipalId} has a job that runs: ${others.join(', ')}. Both would ` +
      'write to the same accounts, each with its own mappings. Delete the one that is not wanted (az rest --method ' +
      'delete, at its URL under synchronization/jobs in Graph), and run this again; one made by hand is taken over with ' +
      'import.job, before the first deployment',
  );
}

async function storeCredentials(job: SynchronizationJob, settings: SyncSettings, tools: SyncTools): Promise<void> {
  const { tokenSecret } = settings;
  if (tokenSecret === null) throw new Error("the settings name no Key Vault secret, which credentials 'vault' needs");
  const token = await tools.readSecret(tokenSecret);
  if (/^bearer\s/i.test(token)) {
    throw new Error(
      `${tokenSecret} must hold the token alone: Entra puts 'Bearer ' before it, and refuses a second one`,
    );
  }

  const [address, ...others] = declaredCredentials(settings);
  if (!address) return;
  const credentials = [address, { key: 'SecretToken', value: token }, ...others];
  await job.saveCredentials(credentials);
  await waitUntil(tools.graph.clock, 'the credentials are stored', async () => {
    const stored = (await job.credentials()).map(({ key }) => key);
    return credentials.every(({ key }) => stored.includes(key));
  });
  reporter(tools)('credentials', `stored from Key Vault: ${credentials.map(({ key }) => key).join(', ')}`);
}

async function run(job: SynchronizationJob, { enabled }: SyncSettings, tools: SyncTools): Promise<void> {
  const { clock } = tools.graph;
  const report = reporter(tools);
  const status = await job.status();
  const { reason = '', message = '' } = status.quarantine ?? {};
  const inQuarantine = `in quarantine (${[reason, message].filter(Boolean).join(': ')})`;

  switch (nextAction(enabled, status)) {
    case 'start':
      await job.start();
      await waitUntil(clock, 'the job runs', async () => (await job.status()).state === 'Active');
      report('job', 'started');
      return;
    case 'pause':
      await job.pause();
      await waitUntil(clock, 'the job is paused', async () => (await job.status()).state !== 'Active');
      report('job', 'paused');
      return;
    case 'liftQuarantine':
      await job.liftQuarantine();
      await waitUntil(clock, 'the quarantine is lifted', async () => {
        const { state, quarantine } = await job.status();
        return state === 'Active' && !quarantine;
      });
      report('job', `restarted: it was ${inQuarantine}`);
      return;
    case 'hold':
      report('job', `left ${inQuarantine}: look at it in the Entra admin center, and decide there`);
      return;
    case 'none':
      report('job', enabled ? 'runs already' : 'does not run, as declared');
  }
}

/** The action that brings a job to its declared state. `hold`: only a person may do that. */
type JobAction = 'start' | 'pause' | 'liftQuarantine' | 'hold' | 'none';

/**
 * Quarantines that ask for a person's decision, instead of reporting a failure: lifting them could delete users whom
 * nobody meant to delete.
 */
const DECISIONS = ['TooManyDeletes', 'QuarantinedOnDemand'];

/** The connection has been tested by then: what held the job back is assumed to be gone. */
function nextAction(enabled: boolean, { state, quarantine }: JobStatus): JobAction {
  if (!enabled) return state === 'Active' ? 'pause' : 'none';
  if (quarantine) return DECISIONS.includes(quarantine.reason) ? 'hold' : 'liftQuarantine';
  return state === 'Active' ? 'none' : 'start';
}

function reporter({ print }: SyncTools): (topic: string, text: string) => void {
  return (topic, text) => {
    print(`${topic.padEnd(12)} ${text}`);
  };
}
