import { join } from 'node:path';

import { entraScim } from '../../../programs/program';
import { callProgram, startProgram } from '../../support/call-program';
import { configFolder, CONTOSO, NORTHWIND } from '../../support/config-folder';
import { CLIENT_SECRET } from '../../support/graph/authority';
import { deployedTenant } from '../../support/graph/deployed-tenant';
import { startGraph } from '../../support/graph/graph-server';
import { startScimEndpoint } from '../../support/graph/scim-endpoint';
import { TOKEN } from '../../support/graph/sync-fixture';
import { testCertificate } from '../../support/test-certificate';
import { trust } from '../../support/trust';

const certificate = testCertificate();

/** Runs programs as a pipeline does: over TLS, and signed in with the variables of Terraform's provider. */
async function programs() {
  const endpoint = await startScimEndpoint(() => TOKEN);
  const deployed = deployedTenant(endpoint.tenantUrl, TOKEN);
  const graph = await startGraph(deployed.directory, { tls: certificate });
  const folder = configFolder({
    'tenants/contoso.yaml': CONTOSO,
    'tenants/northwind.yaml': NORTHWIND,
    'ca.pem': certificate.cert,
  });

  const signedIn = {
    CONFIG_DIR: folder.path,
    ARM_CLIENT_ID: '11111111-2222-3333-4444-555555555555',
    ARM_CLIENT_SECRET: CLIENT_SECRET,
    ARM_METADATA_HOSTNAME: new URL(graph.url).host,
  };
  const trusted = trust(certificate.cert);
  const run = async (args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
    const { code, output, errors } = await callProgram(entraScim, args, { ...signedIn, ...env });
    return { code, output: output + errors };
  };
  const start = (args: readonly string[]) =>
    startProgram('programs/main.ts', args, { ...signedIn, NODE_EXTRA_CA_CERTS: join(folder.path, 'ca.pem') });
  return {
    ...deployed,
    endpoint,
    graph,
    folder,
    run,
    start,
    async [Symbol.asyncDispose]() {
      trusted[Symbol.dispose]();
      folder[Symbol.dispose]();
      await endpoint[Symbol.asyncDispose]();
      await graph[Symbol.asyncDispose]();
    },
  };
}

describe('the programs of sync', () => {
  test('report drift of a tenant that was not synchronized, synchronize it, and find none', async () => {
    await using entra = await programs();
    const url = ['--service-url', entra.endpoint.tenantUrl];

    const before = await entra.run(['drift', ...url, '--format', 'json']);
    const synced = await entra.run(['sync', 'contoso', ...url]);
    const after = await entra.start(['drift', 'contoso', ...url]);

    expect(before.code).toBe(1);
    expect(JSON.parse(before.output)).toMatchObject([
      {
        tenant: 'contoso',
        differences: expect.arrayContaining([{ what: 'job', declared: 'runs', found: 'Disabled' }]),
      },
    ]);
    expect(synced).toEqual({
      code: 0,
      output: expect.stringMatching(/^contoso\n {2}credentials .*\n.* job +started\n$/s),
    });
    expect(after).toEqual({ code: 0, output: '1 of 1 tenants checked: no drift\n', errors: '' });
  });

  test('do for Terraform what the settings in the environment say, and print what they did', async () => {
    await using entra = await programs();
    entra.graph.azure.secrets.set('scim-token-contoso-1', TOKEN);
    const settings = {
      directoryId: entra.directory.id,
      servicePrincipalId: entra.principal.id,
      jobId: entra.job.id,
      tenantUrl: entra.endpoint.tenantUrl,
      tokenSecret: `${entra.graph.azure.vaultUrl}secrets/scim-token-contoso-1`,
      tokenGeneration: 1,
      ...entra.tenant.provisioning,
      credentials: 'vault',
      accidentalDeletionThreshold: 500,
    };

    const { code, output } = await entra.run(['sync', 'apply'], { SYNC_SETTINGS: JSON.stringify(settings) });

    expect(output).toMatch(/credentials +stored from Key Vault.*connection +tested.*mappings +changed.*job +started/s);
    expect(code).toBe(0);
    expect(output).not.toContain(TOKEN);
    expect(entra.job.state).toBe('Active');
  });

  test('fail with the reason and without a stack trace', async () => {
    await using entra = await programs();

    const secret = await entra.run(['drift'], { ARM_CLIENT_SECRET: 'hunter2' });
    const slug = await entra.run(['sync', 'kontoso']);
    const inPortal = await entra.run(['drift', 'northwind']);
    const usage = await entra.run(['sync', 'apply']);

    expect(secret.code).toBe(2);
    expect(secret.output).toContain('with the client secret of ARM_CLIENT_SECRET');
    expect(secret.output).not.toContain('hunter2');
    expect(slug).toEqual({ code: 2, output: "there is no tenant 'kontoso'; known are contoso\n" });
    expect(inPortal).toMatchObject({
      code: 2,
      output: expect.stringContaining("tenant 'northwind' is managed in the portal"),
    });
    expect(usage).toEqual({ code: 2, output: expect.stringMatching(/^SYNC_SETTINGS is not set: .*\n$/) });
  });
});
