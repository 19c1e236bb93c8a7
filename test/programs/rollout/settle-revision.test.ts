import { settleRevision } from '../../../programs/rollout/settle-revision';
import { ContainerApps, PLACE } from '../../support/container-apps';

const APP = 'containerApps/acme-scim';

const revision = (name: string, properties: object) => ({ name, properties: { active: true, ...properties } });
const starting = { properties: { provisioningState: 'Provisioning', healthState: 'None', runningState: 'Processing' } };
const sick = { properties: { provisioningState: 'Provisioned', healthState: 'Unhealthy', runningState: 'Degraded' } };
const healthy = { properties: { provisioningState: 'Provisioned', healthState: 'Healthy', runningState: 'Running' } };

/** An app with an old revision, which has all traffic, and a new revision. */
function app(activeRevisionsMode: string): ContainerApps {
  const traffic = [{ revisionName: 'acme-scim--old', weight: 100 }];
  return new ContainerApps()
    .put(APP, {
      properties: {
        latestRevisionName: 'acme-scim--new',
        provisioningState: 'Succeeded',
        configuration: { activeRevisionsMode, ingress: { external: true, traffic } },
      },
    })
    .put(`${APP}/revisions/acme-scim--old`, revision('acme-scim--old', healthy.properties))
    .put(`${APP}/revisions/acme-scim--new`, revision('acme-scim--new', starting.properties));
}

const trafficOf = (azure: ContainerApps) => azure.at(APP)['properties'].configuration.ingress.traffic as unknown;

describe('the step that settles a revision', () => {
  test('moves traffic to a new revision once it is healthy, and then deactivates the old one', async () => {
    const azure = app('Multiple').show(`${APP}/revisions/acme-scim--new`, starting, sick, healthy);

    const said = await settleRevision(azure.client, PLACE, 'acme-scim');

    expect(said).toBe('the revision acme-scim--new is healthy and has all traffic');
    expect(azure.changes).toEqual([`PATCH ${APP}`, `POST ${APP}/revisions/acme-scim--old/deactivate`]);
    expect(trafficOf(azure)).toEqual([{ revisionName: 'acme-scim--new', weight: 100 }]);
    expect(azure.at(APP)['properties'].configuration.ingress.external).toBe(true);
    expect(azure.at(`${APP}/revisions/acme-scim--old`)['properties'].active).toBe(false);
  });

  test('changes nothing where Azure moves the traffic, but waits too', async () => {
    const azure = app('Single').show(`${APP}/revisions/acme-scim--new`, starting, healthy);

    await expect(settleRevision(azure.client, PLACE, 'acme-scim')).resolves.toBe(
      'the revision acme-scim--new is healthy',
    );
    expect(azure.changes).toEqual([]);
    expect(azure.waited).toBe(5);
  });

  test('can be run again', async () => {
    const azure = app('Multiple').show(`${APP}/revisions/acme-scim--new`, healthy);
    await settleRevision(azure.client, PLACE, 'acme-scim');
    const before = trafficOf(azure);

    await settleRevision(azure.client, PLACE, 'acme-scim');

    expect(trafficOf(azure)).toEqual(before);
    expect(azure.at(`${APP}/revisions/acme-scim--new`)['properties'].active).toBe(true);
  });

  test.each(['Single', 'Multiple'])(
    'fails when a revision (%s) stays unhealthy, and leaves traffic where it is',
    async (mode) => {
      const azure = app(mode).show(`${APP}/revisions/acme-scim--new`, sick);
      const before = trafficOf(azure);

      await expect(settleRevision(azure.client, PLACE, 'acme-scim')).rejects.toThrow(
        'after 10 minutes the revision acme-scim--new is not healthy, so traffic has not been moved to it',
      );
      expect(trafficOf(azure)).toEqual(before);
      expect(azure.changes).toEqual([]);
    },
  );

  test('fails at once when a revision cannot start, and says where its log is', async () => {
    const failed = { properties: { provisioningState: 'Failed', runningState: 'Failed' } };
    const azure = app('Multiple').show(`${APP}/revisions/acme-scim--new`, failed);

    await expect(settleRevision(azure.client, PLACE, 'acme-scim')).rejects.toThrow(
      /the revision acme-scim--new has failed, so traffic was not moved to it; see az containerapp logs show .*--revision acme-scim--new/,
    );
    expect(azure.waited).toBe(0);
    expect(azure.changes).toEqual([]);
  });
});
