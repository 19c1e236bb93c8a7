import { type ResourceManager, ResourceManagerError } from '../../microsoft/resource-manager';

import { appPath, type Place } from './place';

const TIMEOUT_SECONDS = 20 * 60;

/** What the execution of a job has come to when nothing more will happen. */
const FAILURES = ['Failed', 'Stopped', 'Degraded'];

/**
 * Starts a job and waits until it has succeeded.
 *
 * @throws {ResourceManagerError} when it has not.
 */
export async function runJob(azure: ResourceManager, place: Place, job: string): Promise<string> {
  const { name } = await azure.send<{ name: string }>('POST', appPath(place, 'jobs', job, 'start'));
  const path = appPath(place, 'jobs', job, 'executions', name);
  const status = await azure.waitFor(`the job ${job} still runs`, TIMEOUT_SECONDS, async () => {
    // Azure shows an execution a moment after it has started.
    const { properties } = await azure.send<Execution>('GET', path).catch(absent);
    const { status: found = '' } = properties;
    return found === 'Succeeded' || FAILURES.includes(found) ? found : undefined;
  });
  if (status !== 'Succeeded') {
    const see = `az containerapp job logs show --resource-group ${place.resourceGroup} --name ${job} --execution ${name} --container migrate`;
    throw new ResourceManagerError(0, `the execution ${name} of the job ${job} ended as ${status}; see ${see}`);
  }
  return `the job ${job} has run (${name})`;
}

interface Execution {
  readonly properties: { readonly status?: string };
}

function absent(error: unknown): Execution {
  if (error instanceof ResourceManagerError && error.status === 404) return { properties: {} };
  throw error;
}
