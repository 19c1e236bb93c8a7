import { synthPlatform } from '../support/platform';

const backendsOf = (lines: string) => {
  const { platform, tenant } = synthPlatform(lines);
  return [platform, tenant].map(
    ({ json }) => (json as { terraform?: { backend?: Record<string, unknown> } }).terraform?.backend ?? {},
  );
};

describe('the state of a stack', () => {
  test('is left to CDKTF, which writes a file per stack, until the platform file says otherwise', () => {
    expect(backendsOf('')).toEqual([{}, {}]);
  });

  test('is in a container of its own, so that the right to one is no right to another', () => {
    const backends = backendsOf('state: { resourceGroup: state, storageAccount: acmestate }');

    expect(backends).toEqual(
      ['platform', 'tenant-contoso'].map((stack) => ({
        azurerm: {
          subscription_id: '5f1d7c1e-7b0f-4c36-9d5e-2f60b3a1c7d4',
          tenant_id: '2b8e2f0a-51b6-4f0d-8a3c-9e5b5f7f6c11',
          resource_group_name: 'state',
          storage_account_name: 'acmestate',
          container_name: stack,
          key: `${stack}.tfstate`,
          use_azuread_auth: true,
        },
      })),
    );
  });

  test('has a key of its own where all states share a container', () => {
    const backends = backendsOf('state: { resourceGroup: state, storageAccount: acmestate, container: states }');

    expect(backends.map(({ azurerm }) => azurerm)).toEqual([
      expect.objectContaining({ container_name: 'states', key: 'platform.tfstate' }),
      expect.objectContaining({ container_name: 'states', key: 'tenant-contoso.tfstate' }),
    ]);
  });
});
