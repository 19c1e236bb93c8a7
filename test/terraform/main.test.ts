import { chmodSync } from 'node:fs';

import { callProgram, startProgram } from '../support/call-program';
import { textFile } from '../support/text-file';

import { testTerraform } from './program';

const call = (...args: string[]) => callProgram(testTerraform, args);

/** A fake Terraform that runs these lines of shell on `init`. */
function program(...lines: string[]) {
  const file = textFile('terraform', ['#!/bin/sh', ...lines, ''].join('\n'));
  chmodSync(file.path, 0o755);
  return file;
}

describe('npm run test:terraform', () => {
  test('exits with 2 and the remedy where Terraform finds no providers', async () => {
    using terraform = program(
      "printf 'Error: Failed to query available provider packages\\n\\nprovider x was not found\\n' >&2",
      'exit 1',
    );

    const { code, output, errors } = await call('--terraform', terraform.path);

    expect(errors).toMatch(/^Terraform cannot have its providers\.\n.*provider x was not found\n.*TF_CLI_CONFIG_FILE/s);
    expect(output).toBe('');
    expect(code).toBe(2);
  });

  test('tries nothing where a provider is missing that only the last tenant needs', async () => {
    using terraform = program(
      'if [ "$1" != init ]; then echo "was asked to $1" >&2; exit 1; fi',
      'if grep -q azurerm cdk.tf.json; then',
      "  printf 'Error: Failed to query available provider packages\n\nno azurerm\n' >&2; exit 1",
      'fi',
    );

    const { code, errors } = await call('--terraform', terraform.path);

    expect(errors).toMatch(/^Terraform cannot have its providers\.\n.*no azurerm/);
    expect(errors).not.toContain('was asked to');
    expect(code).toBe(2);
  });

  test('exits with 2 where there is no Terraform', async () => {
    const { code, errors } = await call('--terraform', '/nowhere/terraform');

    expect(errors).toBe(
      "'/nowhere/terraform' cannot be started (spawn /nowhere/terraform ENOENT). Install Terraform 1.11 or later, or name it with --terraform.\n",
    );
    expect(code).toBe(2);
  });

  test('fails with 1, the change and what Terraform said when a change cannot be planned', async () => {
    using terraform = program('if [ "$1" = plan ]; then echo "Error: no such luck" >&2; exit 1; fi');

    const { code, errors } = await call('--terraform', terraform.path);

    expect(errors).toBe('a new tenant: terraform plan failed:\nError: no such luck\n');
    expect(code).toBe(1);
  });

  test('fails with 1 and the difference when a plan is not the expected one', async () => {
    using terraform = program(
      'if [ "$1" = show ]; then echo \'{ "resource_changes": [] }\'; fi',
      'if [ "$1" = plan ]; then exit 2; fi',
    );

    const { code, errors } = await call('--terraform', terraform.path);

    expect(errors).toMatch(/^a new tenant: the plan is another than expected\n {2}missing: create azuread_app_role/);
    expect(code).toBe(1);
  });

  test('is started with its arguments, and says what it does and what its exit codes mean', async () => {
    const { code, output } = await startProgram('test/terraform/main.ts', ['--help']);

    expect(output).toMatch(
      /An external tenant: .*A companion tenant,.*is not tried.*SSL_CERT_FILE.*Exit code 0: .* 1: .* 2: .*--terraform <program>/s,
    );
    expect(code).toBe(0);
  });
});
