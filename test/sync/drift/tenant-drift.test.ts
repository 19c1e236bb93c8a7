import { DEFAULT_MAPPINGS } from '../../../constructs/entra/attribute-mapping';
import type { Connection } from '../../../sync/connection';
import { tenantDrift } from '../../../sync/drift/tenant-drift';
import { applyMappings } from '../../../sync/schema/apply-mappings';
import { deployedTenant, type DeployedTenant } from '../../support/graph/deployed-tenant';
import { graphClient } from '../../support/graph/graph-client';
import { ACCESS_TOKEN, type GraphServer, startGraph } from '../../support/graph/graph-server';

const TENANT_URL = 'https://acme-scim.proudhill-1a2b3c4d.westeurope.azurecontainerapps.io/scim/v2?aadOptscim062020';
interface Drifting extends AsyncDisposable, DeployedTenant {
  readonly graph: GraphServer;

  /** What differs, each as `what: declared → found`. */
  look(): Promise<string[]>;
}

/** A tenant that is as its file says. */
async function synchronized(): Promise<Drifting> {
  const deployed = deployedTenant(TENANT_URL, 'hunter2');
  const { job, directory, tenant, platform } = deployed;
  job.state = 'Active';
  job.schema = applyMappings(job.schema, { mappings: DEFAULT_MAPPINGS, scopingFilters: { users: [], groups: [] } });
  const graph = await startGraph(directory);
  const connection: Connection = {
    cloud: { authority: graph.url, graph: graph.url, resourceManager: graph.url, vaultSuffix: 'vault.azure.net' },
    tokens: () => Promise.resolve(ACCESS_TOKEN),
    graph: () => graphClient(graph),
    readSecret: () => Promise.reject(new Error('drift reads no secret')),
  };
  return {
    ...deployed,
    graph,
    look: async () => {
      const { differences, error } = await tenantDrift(tenant, platform, connection);
      if (error !== undefined) return [`error: ${error}`];
      return differences.map(({ what, declared = '–', found = '–' }) => `${what}: ${declared} → ${found}`);
    },
    [Symbol.asyncDispose]: () => graph[Symbol.asyncDispose](),
  };
}

describe('tenantDrift', () => {
  test('finds nothing, and writes nothing, when Entra is as the files say', async () => {
    await using entra = await synchronized();

    await expect(entra.look()).resolves.toEqual([]);
    expect(entra.graph.writes()).toEqual([]);
  });

  test('finds a job that somebody paused, and why one is in quarantine', async () => {
    await using entra = await synchronized();
    entra.job.state = 'Paused';
    entra.job.quarantine = { reason: 'TooManyDeletes', message: '501 deletions.' };

    await expect(entra.look()).resolves.toEqual([
      'job: runs → Paused',
      'quarantine: – → TooManyDeletes: 501 deletions.',
    ]);
  });

  test('finds another tenant URL and scope, and says nothing about a token that it cannot see', async () => {
    await using entra = await synchronized();
    const { secrets } = entra.principal.provisioning;
    secrets.set('BaseAddress', 'https://elsewhere.example/scim/v2');
    secrets.set('SyncAll', 'true');
    secrets.set('SecretToken', 'another');

    await expect(entra.look()).resolves.toEqual([
      `credential BaseAddress: ${TENANT_URL} → https://elsewhere.example/scim/v2`,
      'credential SyncAll: false → true',
    ]);
  });

  test('finds a mapping that was changed in the portal, and a filter that was added', async () => {
    await using entra = await synchronized();
    entra.job.schema = applyMappings(entra.job.schema, {
      mappings: {
        ...DEFAULT_MAPPINGS,
        users: DEFAULT_MAPPINGS.users.map((one) =>
          one.target === 'name.givenName' ? { ...one, source: '[displayName]' } : one,
        ),
      },
      scopingFilters: {
        users: [{ name: 'Staff', clauses: [{ attribute: 'country', operator: 'EQUALS', value: 'DE' }] }],
        groups: [],
      },
    });

    await expect(entra.look()).resolves.toEqual([
      'users name.givenName: [givenName] → [displayName]',
      "users: no filter → Staff: country EQUALS 'DE'",
    ]);
  });

  test('finds roles and assignments that were changed, added or removed in the portal', async () => {
    await using entra = await synchronized();
    const { directory, principal } = entra;
    const [analysts, ann] = principal.assignments.splice(0);
    const roleOf = (value: string) => principal.properties['appRoles'].find((role: any) => role.value === value)['id'];
    directory.assign(principal.id, { principalId: analysts?.['principalId'], appRoleId: roleOf('account_billing') });
    directory.assign(principal.id, {
      principalId: directory.addGroup('Interns'),
      appRoleId: roleOf('account_administrator'),
    });
    principal.properties['appRoles'].find((role: any) => role.value === 'data_steward').isEnabled = false;

    expect(ann).toBeDefined();
    await expect(entra.look()).resolves.toEqual([
      'role data_steward: data_steward → data_steward (disabled)',
      'assignment group Data Analysts: account_analyst → account_billing',
      'assignment user ann@contoso.example: data_steward → –',
      'assignment group Interns: – → account_administrator',
    ]);
  });

  test('tells a tenant that was never deployed as a difference', async () => {
    await using entra = await synchronized();
    entra.directory.servicePrincipals.clear();

    await expect(entra.look()).resolves.toEqual([
      expect.stringMatching(/^deployment: deployed → .* no enterprise applications 'Contoso workspace'/),
    ]);
  });

  test('knows an application by its roles when another one has its name', async () => {
    await using entra = await synchronized();
    entra.directory.instantiate('8adf8e6e-67b2-4cf2-a259-e3dc5476c621', 'Contoso workspace');

    await expect(entra.look()).resolves.toEqual([]);
  });

  test('fails with the permission that is missing, for this tenant alone', async () => {
    await using entra = await synchronized();
    entra.graph.trouble(/secrets/, { status: 403, code: 'Authorization_RequestDenied' });

    await expect(entra.look()).resolves.toEqual([expect.stringMatching(/^error: .*'Synchronization\.Read\.All'/)]);
  });
});
