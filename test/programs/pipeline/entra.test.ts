import { entraOf } from '../../../programs/pipeline/entra';
import { configFolder, FABRIKAM } from '../../support/config-folder';
import { CLIENT_SECRET } from '../../support/graph/authority';
import { deployedTenant } from '../../support/graph/deployed-tenant';
import { startGraph } from '../../support/graph/graph-server';
import { startScimEndpoint } from '../../support/graph/scim-endpoint';
import { testCertificate } from '../../support/test-certificate';
import { trust } from '../../support/trust';

const TOKEN = 'the-token-of-fabrikam';
const certificate = testCertificate();

/** Entra with a tenant that was deployed but not synchronized, for a pipeline that signs in with this secret. */
async function entra(clientSecret = CLIENT_SECRET) {
  const trusted = trust(certificate.cert);
  const endpoint = await startScimEndpoint(() => TOKEN, certificate);
  const file = FABRIKAM.replace('https://scim.fabrikam.example/v2', endpoint.tenantUrl);
  const folder = configFolder({ 'tenants/fabrikam.yaml': file });
  const graph = await startGraph(deployedTenant(endpoint.tenantUrl, TOKEN, file).directory, { tls: certificate });
  const steps = entraOf(() => folder.path, {
    ARM_CLIENT_ID: '11111111-2222-3333-4444-555555555555',
    ARM_CLIENT_SECRET: clientSecret,
    ARM_METADATA_HOSTNAME: new URL(graph.url).host,
  });
  return {
    ...steps,
    async [Symbol.asyncDispose]() {
      trusted[Symbol.dispose]();
      folder[Symbol.dispose]();
      await endpoint[Symbol.asyncDispose]();
      await graph[Symbol.asyncDispose]();
    },
  };
}

describe('the steps of the pipeline, in Entra', () => {
  test('find differences, correct them, and then find none', async () => {
    await using steps = await entra();
    const lines: string[] = [];

    const before = await steps.drift(['fabrikam']);
    await steps.sync('fabrikam', (line) => lines.push(line));
    const after = await steps.drift(['fabrikam', 'contoso']);

    expect(before[0]?.differences).toContainEqual({ what: 'job', declared: 'runs', found: 'Disabled' });
    expect(lines).toContainEqual(expect.stringMatching(/^connection +tested/));
    expect(after).toEqual([{ tenant: 'fabrikam', differences: [], error: undefined }]);
  });

  test('fail with the reason when signing in fails, and without the secret', async () => {
    await using steps = await entra('hunter2');

    const [drift] = await steps.drift(['fabrikam']);

    expect(drift?.error).toContain('with the client secret of ARM_CLIENT_SECRET');
    expect(drift?.error).not.toContain('hunter2');
  });
});
