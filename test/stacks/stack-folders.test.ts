import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { App } from 'cdktf';

import { loadConfig } from '../../fleet/load-config';
import { bringForward } from '../../stacks/stack-folders';
import { synthesize } from '../../stacks/synthesize';
import { configFolder, CONTOSO, FABRIKAM, PLATFORM } from '../support/config-folder';

const ACCOUNT = 'state: { resourceGroup: state, storageAccount: acmestate }\n';

/** A checkout from which several environments are synthesized. */
function checkout() {
  const outdir = mkdtempSync(join(tmpdir(), 'entra-scim-out-'));
  const path = (stack: string, name: string) => join(outdir, 'stacks', stack, name);
  return {
    outdir,
    has: (stack: string, name: string) => existsSync(path(stack, name)),
    stacks: () => readdirSync(join(outdir, 'stacks')).sort(),
    write(stack: string, name: string, text: string) {
      mkdirSync(dirname(path(stack, name)), { recursive: true });
      writeFileSync(path(stack, name), text);
    },
    /** Synthesizes as `stacks/main.ts` does. */
    synth(
      name: string,
      {
        lines = '',
        tenants = { 'tenants/contoso.yaml': CONTOSO },
      }: { lines?: string; tenants?: Record<string, string> } = {},
    ): string[] {
      using folder = configFolder({ 'platform.yaml': `${PLATFORM.replace('acme-scim', name)}${lines}`, ...tenants });
      const config = loadConfig(folder.path);
      const app = new App({ outdir });
      const notices = bringForward(app.outdir, config.platform.name);
      synthesize(app, config);
      return notices;
    },
    /** Records where a stack's state is, as `terraform init` does. */
    init(stack: string) {
      const { terraform } = JSON.parse(readFileSync(path(stack, 'cdk.tf.json'), 'utf8'));
      const [[type, config] = []] = Object.entries(terraform.backend);
      this.write(stack, '.terraform/terraform.tfstate', JSON.stringify({ version: 3, backend: { type, config } }));
    },
    [Symbol.dispose]: () => {
      rmSync(outdir, { recursive: true });
    },
  };
}

describe('an environment', () => {
  test.each([
    ['files', ''],
    ['a storage account', ACCOUNT],
  ])(
    'finds nothing in its folders that Terraform left there for another environment, with states in %s',
    (_where, lines) => {
      using out = checkout();
      out.synth('acme-test', { lines });
      out.init('tenant-contoso');
      out.write('tenant-contoso', 'import.tf', '# ids of test');

      const notices = out.synth('acme-prod', { lines });

      expect(out.has('tenant-contoso', 'cdk.tf.json')).toBe(true);
      expect(out.has('tenant-contoso', '.terraform')).toBe(false);
      expect(out.has('tenant-contoso', 'import.tf')).toBe(false);
      expect(notices).toEqual([expect.stringMatching(/^the stacks of 'acme-test' were in /)]);
    },
  );

  test('gets back what it had when its turn comes again, including a state that could not be stored', () => {
    using out = checkout();
    out.synth('acme-test');
    out.init('tenant-contoso');
    out.write('tenant-contoso', 'errored.tfstate', '{}');
    out.synth('acme-prod');
    out.init('tenant-contoso');

    out.synth('acme-test');

    expect(out.has('tenant-contoso', 'errored.tfstate')).toBe(true);
    const noted = readFileSync(join(out.outdir, 'stacks', 'tenant-contoso', '.terraform', 'terraform.tfstate'), 'utf8');
    expect(noted).toContain('terraform.acme-test.tenant-contoso.tfstate');
  });

  test("keeps Terraform's notes when its states move to a storage account, so that they can be moved", () => {
    using out = checkout();
    out.synth('acme-test');
    out.init('tenant-contoso');

    const notices = out.synth('acme-test', { lines: ACCOUNT });

    expect(out.has('tenant-contoso', '.terraform/terraform.tfstate')).toBe(true);
    expect(notices).toEqual([]);
  });

  test('takes over no record of what the stacks were made from, by which a pipeline knows that they are current', () => {
    using out = checkout();
    out.synth('acme-test');
    const note = join(out.outdir, 'inputs.sha256');
    writeFileSync(note, '');

    out.synth('acme-test');
    const kept = existsSync(note);
    out.synth('acme-prod');

    expect([kept, existsSync(note)]).toEqual([true, false]);
  });

  test('takes over no folder that Terraform initialized for another, whatever was synthesized since', () => {
    using out = checkout();
    out.synth('acme-test');
    out.init('tenant-contoso');
    const noted = readFileSync(join(out.outdir, 'stacks', 'tenant-contoso', '.terraform', 'terraform.tfstate'), 'utf8');
    out.synth('acme-prod');
    out.write('tenant-contoso', '.terraform/terraform.tfstate', noted);

    out.synth('acme-prod');

    expect(out.has('tenant-contoso', '.terraform')).toBe(false);
  });

  test("leaves an empty folder for a stack that it lacks, because the 'cdktf' command fails when there is none to remove", () => {
    using out = checkout();
    out.synth('acme-test', { tenants: { 'tenants/contoso.yaml': CONTOSO, 'tenants/fabrikam.yaml': FABRIKAM } });

    out.synth('acme-prod');

    expect(out.stacks()).toEqual(['platform', 'tenant-contoso', 'tenant-fabrikam']);
    expect(readdirSync(join(out.outdir, 'stacks', 'tenant-fabrikam'))).toEqual([]);
  });
});
