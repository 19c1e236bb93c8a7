import { scimRefusal } from '../../../service/directory/tenant';
import { TenantRegistry } from '../../../service/directory/tenant-registry';
import { registryEntry } from '../../support/registry-entry';

function refusal(overrides: object): string | undefined {
  const [tenant] = TenantRegistry.parse(
    JSON.stringify({ tenants: [registryEntry('contoso', 'x', overrides)] }),
  ).tenants;
  return tenant && scimRefusal(tenant);
}

test.each(['enterprise', 'business_critical'])('a tenant of the plan %s may be provisioned', (plan) => {
  expect(refusal({ plan })).toBeUndefined();
});

test('a tenant without SCIM may not, and hears which switch or plan it lacks', () => {
  expect(refusal({ scimEnabled: false })).toBe(
    "SCIM is switched off for 'contoso'; switch it on in the account settings",
  );
  expect(refusal({ plan: 'free' })).toBe("the plan 'free' of 'contoso' does not include SCIM; upgrade the plan");
});
