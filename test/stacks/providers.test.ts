import { Application } from '@cdktf/provider-azuread/lib/application';

import { synthPlatform } from '../support/platform';

const providersOf = (lines = '') => {
  const { platform, tenant } = synthPlatform(lines);
  const block = ({ json }: typeof platform, name: string) => json.provider?.[name]?.[0] ?? {};
  return { platform: block(platform, 'azurerm'), reader: block(tenant, 'azurerm'), entra: block(tenant, 'azuread') };
};

describe('the providers', () => {
  test("use the cloud that the platform file names, under each provider's name for it", () => {
    const { platform, reader, entra } = providersOf('cloud: { environment: usgovernment }');

    expect(platform['environment']).toBe('usgovernment');
    expect(reader['environment']).toBe('usgovernment');
    expect(entra['environment']).toBe('usgovernmentl4');
  });

  test("create the application from that cloud's own template, the only one that exists there", () => {
    const templateOf = (environment: string) =>
      synthPlatform(`cloud: { environment: ${environment} }`).tenant.only(Application)['template_id'];

    expect(new Set(['public', 'usgovernment', 'china'].map(templateOf)).size).toBe(3);
  });

  test('ask another host for the endpoints of the cloud on request', () => {
    const all = Object.values(providersOf('cloud: { metadataHost: localhost:8443 }'));

    expect(all.map(({ metadata_host: host }) => host)).toEqual(Array(3).fill('localhost:8443'));
    expect(providersOf().platform).not.toHaveProperty('metadata_host');
  });

  test("register the resource providers of the platform, but none for a tenant's stack, which only reads", () => {
    const { platform, reader } = providersOf();

    expect(platform['resource_providers_to_register']).toContain('Microsoft.App');
    expect(reader).not.toHaveProperty('resource_providers_to_register');
    expect(reader['resource_provider_registrations']).toBe('none');
    expect(providersOf('cloud: { registerProviders: false }').platform).not.toHaveProperty(
      'resource_providers_to_register',
    );
  });

  test('use the custom domain as tenant URL, known before anything is made', () => {
    const { platform, tenant } = synthPlatform('service: { customDomain: { host: scim.acme.example } }');

    expect(tenant.json.output?.['tenant_url']?.['value']).toBe('https://scim.acme.example/scim/v2?aadOptscim062020');
    expect(platform.json.output?.['scim_url']?.['value']).toBe('https://scim.acme.example/scim/v2');
    expect(tenant.json.data).not.toHaveProperty('azurerm_container_app_environment');
    expect(platform.text).toContain('"https://scim.acme.example"');
  });
});
