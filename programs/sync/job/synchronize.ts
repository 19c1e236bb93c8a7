import type { SyncSettings } from '../../../entra/sync-settings';
import type { RestClient } from '../../../microsoft/rest-client';

import { applyTable } from './apply-table';
import { declaredCredentials } from './declared-credentials';
import { type JobStatus, SynchronizationJob } from './synchronization-job';
import { testConnection } from './test-connection';
import { waitUntil } from './wait';

/** The functions and clients that the sync step uses. */
export interface SyncTools {
  readonly graph: RestClient;

  /** Returns the value of a Key Vault secret, given the secret's URL. */
  readonly readSecret: (url: string) => Promise<string>;

  /** Called with one line for each action, without secrets. */
  readonly print: (line: string) => void;
}

/**
 * Brings a synchronization job into the state that its settings declare. The settings concern the credentials, the
 * connection, the mappings, and whether the job runs.
 *
 * A job never runs with untested settings. For this reason, a job that must not run is paused first, and a job that
 * must run is started last. The step writes only differences, so it can be repeated.
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
    report('connection', 'not tested, since the job must not run');
  }

  report('mappings', await applyTable(job, settings, clock));

  if (settings.enabled) await run(job, settings, tools);
}

/**
 * Thrown if a second job runs. Two jobs would write to the same accounts, and each job would use its own mappings and
 * its own scope.
 */
export class SecondJobError extends Error {
  override readonly name = 'SecondJobError';
}

async function refuseBeside(job: SynchronizationJob, { jobId, servicePrincipalId }: SyncSettings): Promise<void> {
  const others = await job.runningBeside();
  if (others.length === 0) return;
  throw new SecondJobError(
    `besides ${jobId}, another job of service principal ${servicePrincipalId} is running: ${others.join(', ')}. Both would ` +
      'write to the same accounts, each with its own mappings. Delete the unwanted one (az rest --method ' +
      'delete, at its URL under synchronization/jobs in Graph), and run this again. A job that was created by hand can be taken over with ' +
      'import.job, before the first deployment',
  );
}

async function storeCredentials(job: SynchronizationJob, settings: SyncSettings, tools: SyncTools): Promise<void> {
  const { tokenSecret } = settings;
  if (tokenSecret === null) throw new Error("the settings name no Key Vault secret, but credentials 'vault' needs one");
  const token = await tools.readSecret(tokenSecret);
  if (/^bearer\s/i.test(token)) {
    throw new Error(`${tokenSecret} must contain only the token: Entra itself puts 'Bearer ' before it`);
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
      report('job', `left ${inQuarantine}: check it in the Entra admin center, and decide there`);
      return;
    case 'none':
      report('job', enabled ? 'runs already' : 'does not run, as declared');
  }
}

/** The action that brings a job into its declared state. `hold` leaves the decision about the job to a person. */
type JobAction = 'start' | 'pause' | 'liftQuarantine' | 'hold' | 'none';

/**
 * Quarantine reasons that call for a decision by a person rather than report a failure. If such a quarantine were
 * lifted, Entra could delete users whom nobody meant to delete.
 */
const DECISIONS = ['TooManyDeletes', 'QuarantinedOnDemand'];

/**
 * Chooses the next action. The connection has already been tested at this point, so the cause of a quarantine is
 * assumed to be gone.
 */
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
