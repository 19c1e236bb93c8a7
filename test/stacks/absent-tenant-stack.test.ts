import { DataAzureadClientConfig } from '@cdktf/provider-azuread/lib/data-azuread-client-config';
import { Testing } from 'cdktf';

import { loadConfig } from '../../fleet/load-config';
import { AbsentTenantStack } from '../../stacks/absent-tenant-stack';
import { TenantStack } from '../../stacks/tenant-stack';
import { configFolder, CONTOSO, FABRIKAM } from '../support/config-folder';
import { schemaComplaints } from '../support/provider-schemas';
import { synthStack, type Synthesized } from '../support/synth';

/** The stack of a present tenant, and the stack of the same tenant when it is being removed. */
function stacksOf(file: string): { present: Synthesized; absent: Synthesized } {
  using before = configFolder({ 'tenants/tenant.yaml': file });
  using after = configFolder({ 'tenants/tenant.yaml': `${file}state: absent\ndeletionProtection: false\n` });
  const { platform, tenants } = loadConfig(before.path);
  const [one] = tenants;
  const [other] = loadConfig(after.path).leaving;
  if (!one || !other) throw new Error('the folders have no tenant');
  return {
    present: synthStack(new TenantStack(Testing.app(), 'tenant', platform, one)),
    absent: synthStack(new AbsentTenantStack(Testing.app(), 'tenant', platform, other)),
  };
}

describe('the stack of an absent tenant', () => {
  const contoso = stacksOf(CONTOSO);

  test('declares nothing, so that Terraform deletes what the state holds', () => {
    expect(contoso.absent.json).not.toHaveProperty('resource');
  });

  test('forgets the credentials, which the provider cannot empty once somebody has stored another key', () => {
    expect((contoso.absent.json as { removed?: unknown }).removed).toEqual([
      { from: 'azuread_synchronization_secret.credentials', lifecycle: { destroy: false } },
    ]);
  });

  test.each([
    ['companion', contoso],
    ['external', stacksOf(FABRIKAM)],
  ])('has exactly the providers that the state of a tenant of the %s kind needs', (_kind, { present, absent }) => {
    const required = ({ json }: Synthesized) =>
      (json as { terraform?: { required_providers?: Record<string, unknown> } }).terraform?.required_providers;

    expect(required(absent)).toEqual(required(present));
    expect(absent.json.provider).toEqual(present.json.provider);
  });

  test('works in the directory that its file names', () => {
    expect(contoso.absent.json.provider?.['azuread']).toEqual([{ tenant_id: '8d1cbd34-6c1f-4d2a-9c53-0c3a7f1f2b90' }]);
  });

  test('stops the plan when the credentials belong to another directory', () => {
    expect(contoso.absent.only(DataAzureadClientConfig)['lifecycle']).toMatchObject({
      postcondition: [{ condition: '${self.tenant_id == "8d1cbd34-6c1f-4d2a-9c53-0c3a7f1f2b90"}' }],
    });
  });

  test('writes only what the providers accept', () => {
    expect(schemaComplaints(contoso.absent.json)).toEqual([]);
  });
});
