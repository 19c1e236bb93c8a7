import { containerAppsPath, type Place } from '../../microsoft/resource-manager';
import type { RestClient } from '../../microsoft/rest-client';

import { waitFor } from './wait-for';

const TIMEOUT_MINUTES = 10;

/**
 * Waits until the newest revision of an app is healthy. In the revision mode `Multiple`, Azure does not move traffic
 * automatically. In this mode, this function therefore moves all traffic to the newest revision once it is healthy, and
 * then deactivates the older revisions. To roll back, activate an older revision again.
 *
 * @throws {Error} if the revision does not become healthy. In that case, traffic does not move.
 */
export async function settleRevision(azure: RestClient, place: Place, app: string): Promise<string> {
  const path = containerAppsPath(place, 'containerApps', app);
  const { properties } = await azure.get<App>(path);
  const { latestRevisionName: latest, configuration } = properties;

  await waitFor(
    azure,
    `the revision ${latest} is not healthy, so traffic has not been moved to it`,
    TIMEOUT_MINUTES,
    async () => {
      const revision = await azure.get<Revision>(`${path}/revisions/${latest}`);
      const { provisioningState, healthState, runningState } = revision.properties;
      if (provisioningState === 'Failed' || runningState === 'Failed') {
        const see = `az containerapp logs show --resource-group ${place.resourceGroup} --name ${app} --revision ${latest}`;
        throw new Error(`the revision ${latest} has failed, so traffic was not moved to it; see ${see}`);
      }
      return provisioningState === 'Provisioned' && healthState === 'Healthy' ? true : undefined;
    },
  );
  if (configuration.activeRevisionsMode !== 'Multiple') return `the revision ${latest} is healthy`;

  const traffic = [{ revisionName: latest, weight: 100 }];
  await azure.patch(path, { properties: { configuration: { ingress: { traffic } } } });
  await waitFor(azure, `traffic has not been moved to ${latest}`, TIMEOUT_MINUTES, async () => {
    const { properties: now } = await azure.get<App>(path);
    if (now.provisioningState === 'Failed') {
      throw new Error(`moving traffic to the revision ${latest} has failed; see the app in the Azure portal`);
    }
    const moved = now.configuration.ingress?.traffic?.some(
      ({ revisionName, weight }) => revisionName === latest && weight === 100,
    );
    return now.provisioningState === 'Succeeded' && moved ? true : undefined;
  });

  const revisions = await azure.list<Revision>(`${path}/revisions`);
  const older = revisions.filter(({ name, properties: { active } }) => active && name !== latest);
  for (const { name } of older) await azure.post(`${path}/revisions/${name}/deactivate`);
  return `the revision ${latest} is healthy and has all traffic`;
}

interface App {
  readonly properties: {
    readonly latestRevisionName: string;
    readonly provisioningState?: string;
    readonly configuration: {
      readonly activeRevisionsMode: string;
      readonly ingress?: { readonly traffic?: { readonly revisionName?: string; readonly weight: number }[] };
    };
  };
}

interface Revision {
  readonly name: string;
  readonly properties: {
    readonly active?: boolean;
    readonly provisioningState?: string;
    readonly healthState?: string;
    readonly runningState?: string;
  };
}
