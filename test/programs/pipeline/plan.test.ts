import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { PipelineProject } from '../../support/pipeline-project';
import { planOf } from '../../support/plan-document';
import { CONSOLE_MADE, CONSOLE_MISSING, TOKEN_MADE, TOKEN_MISSING } from '../../support/platform-plan';
import { assigned, REVIEWER } from '../../support/tenant-plan';

const GRANT = planOf([assigned('Finance', null, REVIEWER.id)]);
const KEY = 'a key of thirty-two characters, or more';

/** A synthesized project. */
async function synthesized(): Promise<PipelineProject> {
  const project = new PipelineProject();
  await project.synth();
  return project;
}

describe('entra-scim pipeline plan', () => {
  test('initializes, plans and shows each named stack, and reports the outcome', async () => {
    using project = await synthesized();
    project.planned('tenant-contoso', GRANT);

    const { code, output } = await project.run(['plan', 'tenant-contoso', 'platform', '--parallel', '1']);

    expect(code).toBe(0);
    expect(project.calls().map((call) => call.replaceAll(project.path, ''))).toEqual([
      'terraform tenant-contoso init -input=false -no-color',
      'terraform tenant-contoso plan -input=false -no-color -json -detailed-exitcode -out=/plans/tenant-contoso/tfplan -lock=false',
      'terraform tenant-contoso show -no-color -json /plans/tenant-contoso/tfplan',
      'terraform platform init -input=false -no-color',
      'terraform platform plan -input=false -no-color -json -detailed-exitcode -out=/plans/platform/tfplan -lock=false',
      'terraform platform show -no-color -json /plans/platform/tfplan',
    ]);
    expect(output).toMatch(/tenant-contoso │ changes/);
    expect(output).toMatch(/platform +│ no changes/);
  });

  test('plans what a change affects, and nothing when it affects nothing', async () => {
    using project = await synthesized();
    project.write('.gitignore', '/cdktf.out/\n/fake/\n/plans/\n');
    project.git('init', '--initial-branch=main', '.');
    project.git('add', '.');
    project.git('commit', '-m', 'base');
    project.git('checkout', '-b', 'change');

    const nothing = await project.run(['plan', '--base', 'main']);
    const calls = project.calls();
    project.write('config/tenants/fabrikam.yaml', `${project.read('config/tenants/fabrikam.yaml')}# changed\n`);
    project.git('commit', '-am', 'change');
    await project.run(['synth']);
    project.calls();
    const one = await project.run(['plan', '--base', 'main']);

    expect([nothing.code, one.code]).toEqual([0, 0]);
    expect(calls).toEqual([]);
    expect(project.calls().map((call) => call.split(' ').slice(1, 3).join(' '))).toEqual([
      'tenant-fabrikam init',
      'tenant-fabrikam plan',
      'tenant-fabrikam show',
    ]);
  });

  test('fails when stacks are named together with --base, and plans nothing', async () => {
    using project = new PipelineProject();
    await project.synth();

    const { code, errors } = await project.run(['plan', 'tenant-contoso', 'platform', '--base', 'main']);

    expect(code).toBe(2);
    expect(errors).toBe(
      '--base chooses the stacks, but tenant-contoso, platform are named too; omit one or the other\n',
    );
    expect(project.calls()).toEqual([]);
  });

  test('takes only the providers of the lock file, for each stack those it needs', async () => {
    using project = await synthesized();
    const block = (name: string) =>
      `provider "registry.terraform.io/${name}" {\n  version = "1.0.0"\n  hashes = [\n  ]\n}\n`;
    project.write(
      '.terraform.lock.hcl',
      ['hashicorp/azurerm', 'hashicorp/random', 'acme/azurerm'].map(block).join('\n'),
    );
    project.write('cdktf.out/stacks/platform/cdk.tf.json', {
      terraform: { required_providers: { azurerm: { source: 'azurerm' }, other: { source: 'acme/azurerm' } } },
    });

    await project.run(['plan', 'platform']);

    expect(project.calls()[0]).toBe('terraform platform init -input=false -no-color -lockfile=readonly');
    const lock = project.read('cdktf.out/stacks/platform/.terraform.lock.hcl');
    expect(lock).toBe(['hashicorp/azurerm', 'acme/azurerm'].map(block).join('\n'));
  });

  test('hides what it writes from other users, and from the log', async () => {
    using project = await synthesized();
    const secret = 'MARKER-token';
    const plan = planOf([assigned('Finance', null, REVIEWER.id)], { variables: { token: { value: secret } } });
    project.planned('tenant-contoso', plan);

    const { output, errors } = await project.start(['plan', 'tenant-contoso']);

    const folder = join(project.path, 'plans', 'tenant-contoso');
    const modes = readdirSync(folder).map((name) => [name, (statSync(join(folder, name)).mode & 0o777).toString(8)]);
    expect(modes).toEqual([
      ['plan.json', '600'],
      ['tfplan', '600'],
    ]);
    expect(project.read('plans/tenant-contoso/tfplan')).toContain(secret);
    expect(output + errors).not.toContain(secret);
  });

  test('seals each plan when there is a key', async () => {
    using project = await synthesized();
    project.planned('tenant-contoso', GRANT);

    await project.run(['plan', 'tenant-contoso'], { PLAN_KEY: KEY });

    expect(project.read('plans/tenant-contoso/tfplan.sealed')).not.toContain('azuread_app_role_assignment');
  });

  test("continues after a failure, reports it in Terraform's words, and exits with 2", async () => {
    using project = await synthesized();
    project.planned('tenant-contoso', GRANT);
    project.fails('platform', 'init', 'Error: no credentials');

    const { code, output } = await project.run(['plan', 'platform', 'tenant-contoso']);

    expect(code).toBe(2);
    expect(output).toContain('[platform] terraform init failed with exit code 1');
    expect(output).toContain('Error: no credentials');
    expect(output).toMatch(/tenant-contoso │ changes/);
    expect(project.exists('plans/platform/tfplan')).toBe(false);
  });

  test('defers a stack that needs what another is about to make', async () => {
    using project = await synthesized();
    project.planned('platform', TOKEN_MADE);
    project.failsToPlan('tenant-contoso', TOKEN_MISSING);

    const { code, output } = await project.run(['plan', 'platform', 'tenant-contoso']);

    expect(code).toBe(0);
    expect(output).toMatch(/tenant-contoso │ deferred/);
    expect(output).toContain('Error: KeyVault Secret "scim-token-contoso-1" (KeyVault URI');
    expect(output).toContain('deploy the platform first, then plan this stack again');
  });

  test('defers a stack that needs what a deferred stack will make, without a plan to tell what that is', async () => {
    using project = new PipelineProject();
    project.stacks({ console: [], platform: ['console'], 'tenant-contoso': ['platform'] });
    await project.synth();
    project.planned('console', CONSOLE_MADE);
    project.failsToPlan('platform', CONSOLE_MISSING);
    project.failsToPlan('tenant-contoso', TOKEN_MISSING);

    const together = await project.run(['plan', 'tenant-contoso', 'platform', 'console']);
    const withoutConsole = await project.run(['plan', 'tenant-contoso', 'platform']);

    expect(together.code).toBe(0);
    expect(together.output).toMatch(/platform +│ deferred/);
    expect(together.output).toMatch(/tenant-contoso │ deferred/);
    expect(withoutConsole.code).toBe(2);
    expect(withoutConsole.output).toMatch(/tenant-contoso │ failed/);
  });

  test.each([
    ['for something else as well', [TOKEN_MISSING, { summary: 'no group matches "Finanse"' }]],
    ['because it may not read', [{ ...TOKEN_MISSING, summary: 'reading "scim-token-contoso-1": 403 Forbidden' }]],
    ['for a token that nobody makes', [{ ...TOKEN_MISSING, summary: 'Secret "scim-token-contoso-2" does not exist' }]],
    ['for a group that is missing', [{ ...TOKEN_MISSING, address: 'data.azuread_group.group-0' }]],
  ])('fails when a stack that needs another one cannot be planned %s', async (_, errors) => {
    using project = await synthesized();
    project.planned('platform', TOKEN_MADE);
    project.failsToPlan('tenant-contoso', ...errors);

    const { code, output } = await project.run(['plan', 'platform', 'tenant-contoso']);

    expect(code).toBe(2);
    expect(output).toMatch(/tenant-contoso │ failed/);
  });

  test('fails when a stack that needs another cannot even be initialized', async () => {
    using project = await synthesized();
    project.planned('platform', TOKEN_MADE);
    project.fails('tenant-contoso', 'init', 'Error: 403, "scim-token-contoso-1" does not exist');

    const { code, output } = await project.run(['plan', 'platform', 'tenant-contoso']);

    expect(code).toBe(2);
    expect(output).toMatch(/tenant-contoso │ failed/);
  });

  test('fails when the configuration has changed since the synth, and plans nothing', async () => {
    using project = await synthesized();
    project.write('config/tenants/contoso.yaml', 'slug: contoso\n');

    const stale = await project.run(['plan']);

    expect(stale.code).toBe(2);
    expect(stale.errors).toContain(
      "cdktf.out is stale: code or configuration have changed since it was synthesized; run 'npx",
    );
    expect(project.calls()).toEqual([]);
  });

  test('fails on a runner that would forget the states, and plans nothing', async () => {
    using project = await synthesized();
    const backend = (kind: object) => {
      project.write('cdktf.out/stacks/platform/cdk.tf.json', { terraform: { backend: kind } });
    };

    backend({ local: { path: 'terraform.platform.tfstate' } });
    const forgotten = [
      await project.run(['plan', 'platform'], { CI: 'true' }), // set by GitHub and most others
      await project.run(['plan', 'platform'], { TF_BUILD: 'True' }), // set by Azure DevOps
    ];
    const calls = project.calls();
    const atHome = await project.run(['plan', 'platform']);
    backend({ azurerm: { storage_account_name: 'acmestate' } });
    const kept = await project.run(['plan', 'platform'], { CI: 'true' });

    expect(forgotten.map(({ code }) => code)).toEqual([2, 2]);
    expect(forgotten[0]?.errors).toContain(
      'the state of platform is a file on this runner, and would be lost with the runner',
    );
    expect(calls).toEqual([]);
    expect([atHome.code, kept.code]).toEqual([0, 0]);
  });

  test('fails when something else synthesized, on an unknown stack, and without Terraform', async () => {
    using project = await synthesized();

    const unknown = await project.run(['plan', 'tenant-nobody']);
    const missing = await project.run(['plan', 'platform'], { TERRAFORM_BINARY_NAME: 'terraform-of-nobody' });
    project.remove('cdktf.out/inputs.sha256');
    const unstamped = await project.run(['plan']);

    expect([unknown.code, missing.code, unstamped.code]).toEqual([2, 2, 2]);
    expect(unknown.errors).toContain('there is no stack tenant-nobody; known are platform, tenant-adatum,');
    expect(missing.output).toContain("'terraform-of-nobody' cannot be run; install it, and put it on PATH");
    expect(unstamped.errors).toContain(
      "inputs.sha256 does not exist, so it is unknown what the stacks were synthesized from; run 'npx entra-scim pipeline synth'",
    );
  });
});
