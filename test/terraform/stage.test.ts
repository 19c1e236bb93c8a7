import { existsSync } from 'node:fs';

import { TEMPLATE_ROLES } from '../../entra/app-role';
import { NON_GALLERY_TEMPLATE } from '../support/graph/directory';
import { runStep } from '../support/run-step';

import { setUpStage, withoutSignIn } from './stage';
import { synthesizedStack } from './synthesized-stack';
import { FIRST, TOKEN_VARIABLE } from './tenant-file';

describe('the stage for Terraform', () => {
  test('makes a stack whose provider finds the stand-in, and which sends nothing to Azure', async () => {
    await using stage = await setUpStage({ env: process.env });

    stage.synthesize(FIRST);

    const { provider } = synthesizedStack(stage);
    expect(provider['azuread']?.[0].metadata_host).toBe(new URL(stage.graph.url).host);
    expect(provider).not.toHaveProperty('azurerm');
  });

  test("allows the stack's sync step to reach the stand-in over TLS, and Entra to reach the SCIM service", async () => {
    await using stage = await setUpStage({ env: process.env });
    stage.synthesize(FIRST);
    const { application, servicePrincipal } = stage.graph.directory.instantiate(NON_GALLERY_TEMPLATE, 'Harbor');
    const principal = stage.graph.directory.servicePrincipals.get(servicePrincipal['id']);
    const environment = stage.environment();
    principal?.provisioning.saveSecrets([
      { key: 'BaseAddress', value: stage.endpoint.tenantUrl },
      { key: 'SecretToken', value: environment[`TF_VAR_${TOKEN_VARIABLE}`] ?? '' },
      { key: 'SyncAll', value: 'false' },
    ]);
    const job = principal?.provisioning.createJob('scim');
    const { input, provisioner } = synthesizedStack(stage).resource?.['terraform_data']?.['sync'];
    const step = provisioner[0]['local-exec'];

    const output = await runStep(step.command, step.working_dir.replace('${path.root}', stage.stack), {
      ...environment,
      ...step.environment,
      SYNC_SETTINGS: JSON.stringify({ ...input, servicePrincipalId: principal?.id, jobId: job?.id }),
    });

    expect(output).toMatch(/connection +tested.*mappings +changed.*job +started/s);
    expect(job?.state).toBe('Active');
    expect(stage.endpoint.seen).toEqual({ refused: 0, accepted: 1 });
    expect(application['appRoles']).toHaveLength(TEMPLATE_ROLES.length);
  });

  test('has the SCIM service refuse the old token once there is a new one', async () => {
    await using stage = await setUpStage({ env: process.env });
    const ask = async (token = '') =>
      (await fetch(stage.endpoint.tenantUrl, { headers: { Authorization: `Bearer ${token}` } })).status;
    const { [`TF_VAR_${TOKEN_VARIABLE}`]: old } = stage.environment();

    const before = await ask(old);
    stage.rotateToken();

    expect([before, await ask(old), await ask(stage.environment()[`TF_VAR_${TOKEN_VARIABLE}`])]).toEqual([
      200, 401, 200,
    ]);
  });

  test('leaves nothing behind, unless asked to', async () => {
    const stage = await setUpStage({ env: process.env });
    expect(existsSync(stage.folder)).toBe(true);

    await stage[Symbol.asyncDispose]();

    expect(existsSync(stage.folder)).toBe(false);
  });

  test("never signs in to a real cloud, and leaves Terraform's own files where they are", () => {
    const env = { PATH: '/bin', ARM_USE_OIDC: 'true', TF_CLI_ARGS: '-lock=false', GRAPH_ENDPOINT: 'https://x.example' };

    const left = withoutSignIn({ ...env, TF_CLI_CONFIG_FILE: '/terraformrc' });

    expect(Object.keys(left)).toEqual(['PATH', 'TF_CLI_CONFIG_FILE', 'TF_IN_AUTOMATION', 'CHECKPOINT_DISABLE']);
  });
});
