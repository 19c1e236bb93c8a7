import { loadConfig } from '../../fleet/load-config';

import { unusableProviders } from './unusable-providers';

/** Output of Terraform 1.11 when it cannot reach the registry. */
const UNREACHED = `Initializing the backend...
Initializing provider plugins...
- Finding hashicorp/time versions matching "0.13.1"...
- Finding hashicorp/azuread versions matching "3.7.0"...

Error: Failed to query available provider packages

Could not retrieve the list of available versions for provider
hashicorp/azuread: could not connect to registry.terraform.io: no such host

To see which modules are currently depending on hashicorp/azuread and what
versions are specified, run the following command:
    terraform providers
`;

/** Output of Terraform 1.11 when a mirror lacks a provider. */
const NOT_MIRRORED = `
╷
│ Error: Failed to query available provider packages
│
│ Could not retrieve the list of available versions for provider
│ hashicorp/azuread: provider registry.terraform.io/hashicorp/azuread was not
│ found in any of the search locations
╵
`;

describe('unusableProviders', () => {
  test('names the providers, the reason in one sentence, and what helps', () => {
    const text = unusableProviders(UNREACHED) ?? '';

    expect(text).toMatch(/^Terraform cannot have its providers \(hashicorp\/azuread, hashicorp\/time\)\.\n/);
    expect(text).toContain('hashicorp/azuread: could not connect to registry.terraform.io: no such host\n');
    expect(text).toMatch(/providers mirror .*TF_CLI_CONFIG_FILE.*filesystem_mirror/s);
  });

  test('has the mirror filled for a companion tenant, which needs every provider', () => {
    const [, slug] = /stacks\/tenant-(\S+) providers mirror/.exec(unusableProviders(UNREACHED) ?? '') ?? [];

    expect(loadConfig('config').tenants.find((tenant) => tenant.slug === slug)?.target.kind).toBe('companion');
  });

  test("reads messages in Terraform's boxes", () => {
    expect(unusableProviders(NOT_MIRRORED)).toContain('was not found in any of the search locations\n');
  });

  test('says so when TF_CLI_CONFIG_FILE names a missing file', () => {
    expect(unusableProviders(UNREACHED, '/nowhere/terraformrc')).toContain(
      'TF_CLI_CONFIG_FILE names /nowhere/terraformrc, which does not exist.',
    );
    expect(unusableProviders(UNREACHED, __filename)).not.toContain('does not exist');
  });

  test('fails to explain errors of the configuration, which no mirror would mend', () => {
    expect(unusableProviders('Error: Invalid backend configuration argument\n\nNo.')).toBeUndefined();
    expect(unusableProviders(`${UNREACHED}\nError: Unsupported argument\n\nNo.`)).toBeUndefined();
  });
});
