import { DEFAULT_MAPPINGS } from '../../../../entra/attribute-mapping';
import type { TenantConfig } from '../../../../fleet/model/tenant';
import type { Connection } from '../../../../microsoft/connection';
import { resourceManager } from '../../../../microsoft/resource-manager';
import { tenantDrift } from '../../../../programs/sync/drift/tenant-drift';
import { applyMappings } from '../../../../programs/sync/schema/apply-mappings';
import { ACCESS_TOKEN } from '../../../support/access-tokens';
import { deployedTenant, type DeployedTenant } from '../../../support/graph/deployed-tenant';
import { NON_GALLERY_TEMPLATE } from '../../../support/graph/directory';
import { graphClient } from '../../../support/graph/graph-client';
import { type GraphServer, startGraph } from '../../../support/graph/graph-server';

const TENANT_URL = 'https://acme-scim.proudhill-1a2b3c4d.westeurope.azurecontainerapps.io/scim/v2?aadOptscim062020';
interface Drifting extends AsyncDisposable, DeployedTenant {
  readonly graph: GraphServer;

  /** Returns the differences, each as `what: declared → found`. */
  look(declared?: TenantConfig): Promise<string[]>;

  /** Returns the remedy for each difference. */
  remedies(declared?: TenantConfig): Promise<(string | undefined)[]>;
}

/** A tenant that matches its file. */
async function synchronized(): Promise<Drifting> {
  const deployed = deployedTenant(TENANT_URL, 'hunter2');
  const { job, directory, tenant, platform } = deployed;
  job.state = 'Active';
  job.schema = applyMappings(job.schema, { mappings: DEFAULT_MAPPINGS, scopingFilters: { users: [], groups: [] } });
  const graph = await startGraph(directory);
  const connection: Connection = {
    cloud: graph.azure.cloud,
    resourceManager: () =>
      resourceManager(graph.azure.cloud.resourceManager, { token: () => Promise.resolve(ACCESS_TOKEN) }),
    graph: () => graphClient(graph),
    readSecret: () => Promise.reject(new Error('drift reads no secret')),
  };
  return {
    ...deployed,
    graph,
    look: async (declared = tenant) => {
      const { differences, error } = await tenantDrift(declared, { platform, connection });
      if (error !== undefined) return [`error: ${error}`];
      return differences.map(({ what, declared = '–', found = '–' }) => `${what}: ${declared} → ${found}`);
    },
    remedies: async (declared = tenant) =>
      (await tenantDrift(declared, { platform, connection })).differences.map(({ remedy }) => remedy),
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

  test('finds a key that the portal has stored, at which the provider would wait in vain, without its value', async () => {
    await using entra = await synchronized();
    entra.principal.provisioning.saveSecrets([
      { key: 'SyncNotificationSettings', value: '{"Enabled":true,"Recipients":"ann@contoso.example"}' },
    ]);

    await expect(entra.look()).resolves.toEqual([
      "credential SyncNotificationSettings: – → stored: Terraform fails at the next token, unless 'credentials: vault'",
    ]);
  });

  test('ignores credentials that are stored in addition to those of the sync step', async () => {
    await using entra = await synchronized();
    const { tenant, principal } = entra;
    const declared = { ...tenant, provisioning: { ...tenant.provisioning, credentials: 'vault' as const } };
    principal.provisioning.saveSecrets([
      { key: 'SyncNotificationSettings', value: '{"Enabled":false,"DeleteThresholdEnabled":false}' },
      { key: 'SkipOutOfScopeDeletions', value: 'False' },
      { key: 'Domain', value: 'contoso.example' },
    ]);

    await expect(entra.look(declared)).resolves.toEqual([]);
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

  describe('of an assignment that exists only in Entra', () => {
    /** Assigns a role to a principal, as an admin does in the portal. */
    function assign({ directory, principal }: Drifting, principalId: string, role: string) {
      const appRoleId = principal.properties['appRoles'].find((one: any) => one.displayName === role)['id'];
      return directory.assign(principal.id, { principalId, appRoleId });
    }

    test('shows the line that declares it, and how it is taken away', async () => {
      await using entra = await synchronized();
      const { tenant, principal } = entra;
      const { id } = assign(entra, entra.directory.addGroup('Interns: "R&D", 2nd'), 'account_billing');

      await expect(entra.remedies()).resolves.toEqual([
        [
          `to keep it, declare it in ${tenant.file}`,
          '  assignments:',
          `    - { group: 'Interns: "R&D", 2nd', role: account_billing }`,
          'and import it, because it already exists: npx entra-scim tenants import contoso',
          'otherwise remove it in the Entra admin center, or with',
          `  az rest --method delete --url '${entra.graph.azure.cloud.graph}/v1.0/servicePrincipals/${principal.id}/appRoleAssignedTo/${id}'`,
        ].join('\n'),
      ]);
    });

    test('also shows the line that takes it over, if the application was taken over', async () => {
      await using entra = await synchronized();
      const { principal, job } = entra;
      const { id } = assign(entra, entra.directory.addGroup('Interns'), 'account_billing');
      const takeover = {
        application: id,
        servicePrincipal: principal.id,
        roleIds: new Map(),
        job: job.id,
        assignments: [],
      };

      const [remedy] = await entra.remedies({ ...entra.tenant, takeover });

      expect(remedy).toContain(
        `  assignments:\n    - { group: Interns, role: account_billing }\n  import: # because it already exists\n    assignments:\n      - { group: Interns, id: ${id} }\n`,
      );
    });

    test('names a user by object id, since Graph returns no principal name', async () => {
      await using entra = await synchronized();
      const bob = entra.directory.addUser('bob@contoso.example', 'Bob');
      assign(entra, bob, 'account_billing');

      expect((await entra.remedies())[0]).toContain(`- { user: ${bob}, role: account_billing }`);
    });

    test('offers no line for a role that no file can assign', async () => {
      await using entra = await synchronized();
      assign(entra, entra.directory.addGroup('Interns'), 'msiam_access');

      expect((await entra.remedies())[0]).toMatch(
        /^no file can declare it, since its role cannot be assigned; leave it, or remove/,
      );
    });
  });

  test('names the form of a guest for a declared user whom the directory does not have', async () => {
    await using entra = await synchronized();
    const { assignments } = entra.tenant;
    const named = (reference: string) => ({
      ...entra.tenant,
      assignments: assignments.map((one) =>
        one.principal.kind === 'user' ? { ...one, principal: { ...one.principal, reference } } : one,
      ),
    });

    expect((await entra.remedies(named('ann@partner.example')))[0]).toContain(
      'the directory has no user with this name; if it is a guest, write the name that Entra gives guests, ' +
        'ann_partner.example#EXT#@<first domain>.onmicrosoft.com, or the object id',
    );
    expect((await entra.remedies(named('ann_partner.example#EXT#@contoso.onmicrosoft.com')))[0]).toMatch(
      /no user with this name; correct the name/,
    );
  });

  test('reports a tenant that was never deployed as a difference', async () => {
    await using entra = await synchronized();
    entra.directory.servicePrincipals.clear();

    await expect(entra.look()).resolves.toEqual([
      expect.stringMatching(/^deployment: deployed → .* no enterprise applications 'Contoso workspace'/),
    ]);
  });

  test('knows an application by its roles when another one has its name', async () => {
    await using entra = await synchronized();
    entra.directory.instantiate(NON_GALLERY_TEMPLATE, 'Contoso workspace');

    await expect(entra.look()).resolves.toEqual([]);
  });

  describe('of an application that was taken over', () => {
    const ANALYST = '33333333-1f0e-4b57-a0f4-7f2f3a1c9be4';

    /** A tenant that was set up by hand: a second application of the same name, an arbitrary role id, an older job. */
    async function takenOver() {
      const entra = await synchronized();
      const { directory, principal, tenant } = entra;
      const twin = directory.instantiate(NON_GALLERY_TEMPLATE, tenant.displayName);
      directory.servicePrincipals.get(twin.servicePrincipal['id'])?.provisioning.createJob('scim');
      const role = principal.properties['appRoles'].find(({ value }: any) => value === 'account_analyst');
      for (const held of principal.assignments) if (held['appRoleId'] === role.id) held['appRoleId'] = ANALYST;
      role.id = ANALYST;
      const { provisioning } = principal;
      const job = Object.assign(provisioning.createJob('customappsso'), {
        state: 'Active',
        shown: 'Active',
        schema: entra.job.schema,
      });
      const takeover = {
        application: '11111111-1f0e-4b57-a0f4-7f2f3a1c9be4',
        servicePrincipal: principal.id,
        roleIds: new Map([['account_analyst', ANALYST]]),
        job: job.id,
        assignments: [],
      };
      return Object.assign(entra, { declared: { ...tenant, takeover } });
    }

    test('finds nothing when all is as declared, though name, role and job are not what we would make', async () => {
      await using entra = await takenOver();
      entra.principal.provisioning.jobs.delete(entra.job.id);

      await expect(entra.look(entra.declared)).resolves.toEqual([]);
    });

    test('finds no difference in a role that kept the value it had in Entra', async () => {
      await using entra = await takenOver();
      entra.principal.provisioning.jobs.delete(entra.job.id);
      const kept = 'Survey.Create';
      const renamed = (value: string) => (value === 'account_analyst' ? kept : value);
      const role = entra.principal.properties['appRoles'].find(({ id }: any) => id === ANALYST);
      Object.assign(role, { value: kept, displayName: kept });
      const { roles, assignments, takeover } = entra.declared;
      const declared = {
        ...entra.declared,
        roles: roles.map((one) => ({ ...one, value: renamed(one.value) })),
        assignments: assignments.map((one) => ({ ...one, role: renamed(one.role) })),
        takeover: { ...takeover, roleIds: new Map([[kept, ANALYST]]) },
      };

      await expect(entra.look(declared)).resolves.toEqual([]);
    });

    test('looks at the job that was taken over, not at a second one', async () => {
      await using entra = await takenOver();
      entra.job.state = 'Paused';

      await expect(entra.look(entra.declared)).resolves.toEqual([]);
    });

    test('finds a second job that runs beside it', async () => {
      await using entra = await takenOver();

      await expect(entra.look(entra.declared)).resolves.toEqual([`second job: – → ${entra.job.id} runs`]);
    });

    test('reports that the job or the service principal named in the file does not exist', async () => {
      await using entra = await takenOver();
      const { takeover } = entra.declared;
      const without = (change: object) => entra.look({ ...entra.declared, takeover: { ...takeover, ...change } });

      await expect(without({ job: 'scim.1.2' })).resolves.toEqual([
        expect.stringMatching(/^deployment: .* has no job scim\.1\.2, which import\.job names; it has scim\./),
      ]);
      await expect(without({ servicePrincipal: takeover.application })).resolves.toEqual([
        expect.stringMatching(/^deployment: .*import\.servicePrincipal of tenant 'contoso' names; correct the id/),
      ]);
    });
  });

  test('fails with the permission that is missing, for this tenant alone', async () => {
    await using entra = await synchronized();
    entra.graph.trouble(/secrets/, { status: 403, code: 'Authorization_RequestDenied' });

    await expect(entra.look()).resolves.toEqual([expect.stringMatching(/^error: .*'Synchronization\.Read\.All'/)]);
  });
});
