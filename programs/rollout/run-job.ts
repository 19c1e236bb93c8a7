import { containerAppsPath, type Place } from '../../microsoft/resource-manager';
import type { RestClient } from '../../microsoft/rest-client';
import { RestError } from '../../microsoft/rest-error';

import { waitFor } from './wait-for';

const TIMEOUT_MINUTES = 20;

/** Final states of a failed execution of a job. */
const FAILURES = ['Failed', 'Stopped', 'Degraded'];

/**
 * Starts a job and waits until it has succeeded.
 *
 * @throws {Error} if the job fails.
 */
export async function runJob(azure: RestClient, place: Place, job: string): Promise<string> {
  const { name } = await azure.post<{ name: string }>(containerAppsPath(place, 'jobs', job, 'start'));
  const path = containerAppsPath(place, 'jobs', job, 'executions', name);
  const status = await waitFor(azure, `the job ${job} still runs`, TIMEOUT_MINUTES, async () => {
    // A new execution is visible in Azure only after a moment.
    const { properties } = await azure.get<Execution>(path).catch(absent);
    const { status: found = '' } = properties;
    return found === 'Succeeded' || FAILURES.includes(found) ? found : undefined;
  });
  if (status !== 'Succeeded') {
    const see = `az containerapp job logs show --resource-group ${place.resourceGroup} --name ${job} --execution ${name} --container migrate`;
    throw new Error(`the execution ${name} of the job ${job} ended as ${status}; see ${see}`);
  }
  return `the job ${job} has run (${name})`;
}

interface Execution {
  readonly properties: { readonly status?: string };
}

function absent(error: unknown): Execution {
  if (error instanceof RestError && error.status === 404) return { properties: {} };
  throw error;
}
