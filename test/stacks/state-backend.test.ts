import { basename, dirname, resolve } from 'node:path';

import { loadConfig } from '../../fleet/load-config';
import { stateContainer } from '../../fleet/state-container';
import { stateOwner } from '../../stacks/state-backend';
import { configComplaints, PLATFORM } from '../support/config-folder';
import { synthPlatform } from '../support/platform';

interface Backend {
  readonly local?: { readonly path: string };
  readonly azurerm?: Readonly<Record<string, unknown>>;
}

const STACKS = ['platform', 'tenant-contoso'];
const AZURE = 'resourceGroup: state, storageAccount: acmestate';

/** The backends of the platform and of a tenant. */
function backendsOf(lines: string, name = 'acme-scim'): Backend[] {
  const { platform, tenant } = synthPlatform(lines, undefined, name);
  return [platform, tenant].map(({ json }) => (json as { terraform: { backend: Backend } }).terraform.backend);
}

describe('the state of a stack', () => {
  test('is a file in the working directory by default', () => {
    const paths = backendsOf('').map(({ local }) => local?.path ?? '');

    expect(paths.map((path) => dirname(path))).toEqual([resolve(''), resolve('')]);
    expect(paths.map((path) => basename(path))).toEqual([
      'terraform.acme-scim.platform.tfstate',
      'terraform.acme-scim.tenant-contoso.tfstate',
    ]);
  });

  test('is a separate blob in one container, opened by signing in, not with a key', () => {
    expect(backendsOf(`state: { ${AZURE} }`)).toEqual(
      STACKS.map((stack) => ({
        azurerm: {
          subscription_id: '5f1d7c1e-7b0f-4c36-9d5e-2f60b3a1c7d4',
          tenant_id: '2b8e2f0a-51b6-4f0d-8a3c-9e5b5f7f6c11',
          resource_group_name: 'state',
          storage_account_name: 'acmestate',
          container_name: 'tfstate',
          key: `acme-scim/${stack}.tfstate`,
          use_azuread_auth: true,
        },
      })),
    );
  });

  test('is in a separate container on request, so that access to one is not access to another', () => {
    const backends = backendsOf(`state: { ${AZURE}, containerPerStack: true }`);

    expect(backends.map(({ azurerm }) => azurerm?.['container_name'])).toEqual([
      'acme-scim-platform',
      'acme-scim-tenant-contoso',
    ]);
  });

  test.each(['', `state: { ${AZURE} }`, `state: { ${AZURE}, container: states }`])(
    'is never that of another environment made from the same files: %s',
    (lines) => {
      const places = ['acme-scim-test', 'acme-scim-prod']
        .flatMap((name) => backendsOf(lines, name))
        .map((backend) => JSON.stringify(backend));

      expect(new Set(places).size).toBe(4);
    },
  );

  test.each([
    [{ path: '/srv/terraform.acme.tenant-contoso.tfstate' }, 'acme'],
    [{ key: 'acme/tenant-contoso.tfstate' }, 'acme'],
    [{ path: '/srv/terraform.tenant-contoso.tfstate' }, undefined],
    [{ key: 'tenant-contoso.tfstate' }, undefined],
    [{ path: '/srv/terraform.tfstate' }, undefined],
  ])('belongs to the platform that it is named after: %j', (place, owner) => {
    expect(stateOwner('tenant-contoso', place)).toBe(owner);
  });

  test('has a container with a name that Azure allows, however long its parts are', () => {
    const state = { resourceGroup: 'state', storageAccount: 'acmestate', containerPerStack: true };
    const platform = { ...loadConfig('config').platform, name: 'x'.repeat(21), state };

    expect(stateContainer(platform, `tenant-${'y'.repeat(32)}`)?.length).toBeLessThanOrEqual(63);
  });

  test('fails with one container for all and one for each', () => {
    expect(
      configComplaints({
        'platform.yaml': `${PLATFORM}state: { ${AZURE}, container: states, containerPerStack: true }`,
      }),
    ).toEqual([
      'platform.yaml:6:70 state.container: has no effect beside state.containerPerStack; remove one of the two',
    ]);
  });
});

describe('an environment', () => {
  test('fails to inherit its name, since it would share resources and states with another', () => {
    const complaints = configComplaints({ 'shared.yaml': PLATFORM, 'platform.yaml': 'include: shared.yaml' });

    expect(complaints).toEqual([
      expect.stringMatching(
        /^shared\.yaml:1:7 name: must be in platform\.yaml itself, because environments with the same name/,
      ),
    ]);
  });
});
