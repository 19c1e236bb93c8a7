import { ContainerApp } from '@cdktf/provider-azurerm/lib/container-app';
import { ContainerAppCustomDomain } from '@cdktf/provider-azurerm/lib/container-app-custom-domain';
import { ContainerAppEnvironment } from '@cdktf/provider-azurerm/lib/container-app-environment';

import { synthPlatform } from '../support/platform';
import { platformComplaints } from '../support/platform-complaints';

const SUBSCRIPTION = '/subscriptions/5f1d7c1e-7b0f-4c36-9d5e-2f60b3a1c7d4';
const GATEWAY = 'https://scim.acme.example';

describe('a service behind a gateway', () => {
  const { platform, tenant } = synthPlatform(`service: { ingress: internal, publicUrl: "${GATEWAY}" }`);

  test('has an address only inside the network, which is an output for the gateway', () => {
    expect(platform.only(ContainerAppEnvironment)).toHaveProperty('internal_load_balancer_enabled', true);
    expect(platform.only(ContainerApp)).toMatchObject({ ingress: { external_enabled: true } });
    expect(platform.json.output).toMatchObject({
      load_balancer_address: { value: expect.stringMatching(/\.static_ip_address\}$/) as string },
      app_host: { value: expect.stringMatching(/^acme-scim\.\$\{.*\.default_domain\}$/) as string },
    });
  });

  test('is known to Entra, and to itself, by the name of the gateway', () => {
    expect(tenant.json.output).toMatchObject({ tenant_url: { value: `${GATEWAY}/scim/v2?aadOptscim062020` } });
    expect(JSON.stringify(platform.only(ContainerApp))).toContain(`{"name":"PUBLIC_URL","value":"${GATEWAY}"}`);
    expect(tenant.json.data).not.toHaveProperty('azurerm_container_app_environment');
  });

  test('may keep its public address, so that it moves behind the gateway step by step', () => {
    const { platform: open } = synthPlatform(`service: { publicUrl: "${GATEWAY}" }`);

    expect(open.only(ContainerAppEnvironment)).not.toHaveProperty('internal_load_balancer_enabled');
    expect(open.json.output).toMatchObject({ scim_url: { value: `${GATEWAY}/scim/v2` } });
  });

  test('may have the name of the gateway, and a certificate of its own for it', () => {
    const certificate = `{ vaultId: ${SUBSCRIPTION}/resourceGroups/shared/providers/Microsoft.KeyVault/vaults/acme, name: scim }`;
    const { platform: named } = synthPlatform(
      `service: { ingress: internal, customDomain: { host: scim.acme.example, record: none, certificate: ${certificate} } }`,
    );

    expect(named.json.output).toMatchObject({
      scim_url: { value: `${GATEWAY}/scim/v2` },
      dns_records: { value: [{ name: 'asuid.scim.acme.example', type: 'TXT' }] },
    });
    expect(named.only(ContainerAppCustomDomain)).toMatchObject({ certificate_binding_type: 'SniEnabled' });
  });

  test.each([
    ['service: { ingress: internal }', 'service.ingress: needs service.publicUrl, the URL of your gateway'],
    [
      `network: none\nservice: { ingress: internal, publicUrl: "${GATEWAY}" }`,
      "service.ingress: needs a network; remove 'network: none'",
    ],
    [
      `service: { ingress: internal, publicUrl: "${GATEWAY}", customDomain: { host: scim.acme.example } }`,
      "service.customDomain: needs 'record: none' and your own certificate beside 'ingress: internal'",
    ],
    [`service: { publicUrl: "${GATEWAY}/scim/v2" }`, 'service.publicUrl: must be an https URL of a host in lower case'],
    ['service: { publicUrl: "http://scim.acme.example" }', 'service.publicUrl: must be an https URL'],
  ])('fails for %s', (lines, complaint) => {
    expect(platformComplaints(lines)).toEqual([expect.stringContaining(complaint)]);
  });
});
