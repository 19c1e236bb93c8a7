import { objectMappingOf } from '../../../programs/sync/schema/object-type';
import type { SynchronizationSchema } from '../../../programs/sync/schema/synchronization-schema';
import { ACCESS_TOKEN } from '../access-tokens';

import { graphClient } from './graph-client';
import { type SyncFixture, syncFixture } from './sync-fixture';

const paths = ({ principal, job }: SyncFixture) => {
  const servicePrincipal = `/servicePrincipals/${principal.id}`;
  return { servicePrincipal, job: `${servicePrincipal}/synchronization/jobs/${job.id}` };
};

/** The schema, with only some of the target's attributes for users. */
function withTargets(schema: SynchronizationSchema, keep: (attribute: string) => boolean): SynchronizationSchema {
  const object = objectMappingOf(schema, 'users')?.targetObjectName;
  return {
    ...schema,
    directories: schema.directories.map((directory) => ({
      ...directory,
      objects: directory.objects.map((one) =>
        one.name === object ? { ...one, attributes: one.attributes.filter(({ name }) => keep(name)) } : one,
      ),
    })),
  };
}

test('the stand-in for Graph shows an assignment by its id, and none that was removed', async () => {
  await using fixture = await syncFixture();
  const { servicePrincipal } = paths(fixture);
  const graph = graphClient(fixture.graph);
  const [role] = fixture.principal.properties['appRoles'];
  const principalId = fixture.graph.directory.addGroup('Data Readers');
  const { id } = await graph.post<{ id: string }>(`${servicePrincipal}/appRoleAssignedTo`, {
    ...{ principalId, appRoleId: role.id, resourceId: fixture.principal.id },
  });
  const path = `${servicePrincipal}/appRoleAssignedTo/${id}`;

  await expect(graph.get(path)).resolves.toMatchObject({ id, principalId, principalType: 'Group' });

  fixture.principal.assignments.length = 0;
  await expect(graph.get(path)).rejects.toThrow(/404|does not exist/);
});

describe('the stand-in for Graph refuses what Graph refuses:', () => {
  test('a schema whose target lost its id, or an attribute that is mapped', async () => {
    await using fixture = await syncFixture();
    const { job } = paths(fixture);
    const put = (keep: (attribute: string) => boolean) =>
      graphClient(fixture.graph).put(`${job}/schema`, withTargets(fixture.job.schema, keep));

    await expect(put((name) => name !== 'id')).rejects.toThrow("has no attribute 'id'");
    await expect(put((name) => name !== 'title')).rejects.toThrow("has no attribute 'title', which is mapped");
    await expect(put(() => true)).resolves.toBeUndefined();
  });

  test('a token with its scheme, and notification settings that are empty', async () => {
    await using fixture = await syncFixture();
    const put = (key: string, value: string) =>
      graphClient(fixture.graph).put(`${paths(fixture).servicePrincipal}/synchronization/secrets`, {
        value: [{ key, value }],
      });

    await expect(put('SecretToken', 'Bearer abc')).rejects.toThrow('(InvalidCredentials)');
    await expect(put('SyncNotificationSettings', '')).rejects.toThrow('(InvalidNotificationSettings)');
  });

  test('a role that the application does not have, and a principal that is not there', async () => {
    await using fixture = await syncFixture();
    const group = fixture.graph.directory.addGroup('Data Analysts');
    const assign = (principalId: string) =>
      graphClient(fixture.graph).post(`${paths(fixture).servicePrincipal}/appRoleAssignedTo`, {
        principalId,
        appRoleId: '00000000-0000-4000-8000-000000000000',
      });

    await expect(assign(group)).rejects.toThrow('Permission being assigned was not found on application');
    await expect(assign('nobody')).rejects.toThrow('Not a valid reference update');
  });

  test('removing a role that is enabled', async () => {
    await using fixture = await syncFixture();
    const [application] = fixture.graph.directory.applications.values();
    const patch = (appRoles: unknown) =>
      fetch(`${fixture.graph.url}/v1.0/applications/${application?.id ?? ''}`, {
        method: 'PATCH',
        headers: { Authorization: `Bearer ${ACCESS_TOKEN}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ appRoles }),
      });
    const roles = application?.properties['appRoles'] as object[];

    const enabled = await patch([]);
    await patch(roles.map((role) => ({ ...role, isEnabled: false })));
    const disabled = await patch([]);

    expect([enabled.status, disabled.status]).toEqual([400, 204]);
    expect(await enabled.json()).toMatchObject({ error: { code: 'CannotDeleteOrUpdateEnabledEntitlement' } });
  });

  test('callers without a token that it issued', async () => {
    await using fixture = await syncFixture();

    expect((await fetch(`${fixture.graph.url}/v1.0/groups`)).status).toBe(401);
  });
});

describe('the stand-in for Graph answers what the azuread provider asks', () => {
  test('about a group and a user that it looks up by name', async () => {
    await using fixture = await syncFixture();
    const { directory } = fixture.graph;
    const group = directory.addGroup('Data Analysts');
    const user = directory.addUser('ann@contoso.example', 'Ann');
    const get = (path: string) => graphClient(fixture.graph).get(path);

    const found = await get("/groups?$filter=displayName eq 'Data Analysts' and securityEnabled eq true");

    expect(found).toMatchObject({ value: [{ id: group, displayName: 'Data Analysts' }] });
    await expect(get(`/groups/${group}/members`)).resolves.toEqual({ value: [] });
    await expect(get(`/groups/${group}/owners`)).resolves.toEqual({ value: [] });
    const manager = await ask(fixture, `/users/${user}/manager`);
    expect(manager.status).toBe(404);
    expect(fixture.graph.unknown).toEqual([]);
  });

  test('about one assignment among several', async () => {
    await using fixture = await syncFixture();
    const { directory } = fixture.graph;
    const [role] = fixture.principal.properties['appRoles'] as { id: string }[];
    const [, second] = ['Data Analysts', 'Data Stewards'].map((name) =>
      directory.assign(fixture.principal.id, { principalId: directory.addGroup(name), appRoleId: role?.id }),
    );
    const path = `/servicePrincipals/${fixture.principal.id}/appRoleAssignedTo?$filter=id eq '${second?.['id']}'`;

    const answer = await ask(fixture, path);

    expect(await answer.json()).toMatchObject({ value: [{ principalDisplayName: 'Data Stewards' }] });
  });

  test('with the path, when there is no route for it', async () => {
    await using fixture = await syncFixture();

    const answer = await ask(fixture, '/groups/1/photo');

    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: { message: "Resource not found for the segment 'photo'." } });
    expect(fixture.graph.unknown).toEqual(['GET /groups/1/photo']);
  });
});

function ask({ graph }: SyncFixture, path: string): Promise<Response> {
  return fetch(`${graph.url}/v1.0${path}`, { headers: { Authorization: `Bearer ${ACCESS_TOKEN}` } });
}
