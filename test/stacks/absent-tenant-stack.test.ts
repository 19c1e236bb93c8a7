import { DataAzureadClientConfig } from '@cdktf/provider-azuread/lib/data-azuread-client-config';
import { Testing } from 'cdktf';

import { AbsentTenantStack } from '../../stacks/absent-tenant-stack';
import { loadConfig } from '../../stacks/config/load-config';
import { configFolder, CONTOSO } from '../support/config-folder';
import { synthStack } from '../support/synth';

function absent() {
  using folder = configFolder({
    'tenants/contoso.yaml': `${CONTOSO}state: absent\ndeletionProtection: false\n`,
  });
  const {
    platform,
    absent: [tenant],
  } = loadConfig(folder.path);
  if (!tenant) throw new Error('the folder has no absent tenant');
  return synthStack(new AbsentTenantStack(Testing.app(), 'tenant-contoso', platform, tenant));
}

describe('the stack of an absent tenant', () => {
  test('declares nothing, so that Terraform deletes what the state holds', () => {
    expect(absent().json).not.toHaveProperty('resource');
  });

  test('has the providers of what it deletes, for the directory that its file names', () => {
    const { provider = {} } = absent().json;

    expect(Object.keys(provider).sort()).toEqual(['azuread', 'time']);
    expect(provider['azuread']).toEqual([{ tenant_id: '8d1cbd34-6c1f-4d2a-9c53-0c3a7f1f2b90' }]);
  });

  test('stops the plan when the credentials belong to another directory, which has none of it', () => {
    expect(absent().only(DataAzureadClientConfig)['lifecycle']).toMatchObject({
      postcondition: [{ condition: '${self.tenant_id == "8d1cbd34-6c1f-4d2a-9c53-0c3a7f1f2b90"}' }],
    });
  });
});
