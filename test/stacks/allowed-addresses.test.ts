import { ContainerApp } from '@cdktf/provider-azurerm/lib/container-app';

import { synthPlatform } from '../support/platform';

/** Ranges that may call the service. Empty if all may. */
function callers(service: string): unknown[] {
  const { ingress } = synthPlatform(`service: { ${service} }`).platform.only(ContainerApp) as any;
  return (ingress.ip_security_restriction ?? []).map((rule: any) => rule.ip_address_range);
}

describe('the service', () => {
  const DOMAIN = 'customDomain: { host: scim.acme.example, issuerAddresses: [198.51.100.7/32] }';

  test('may be called by the listed addresses, and by the issuer of its certificate, which renews it', () => {
    expect(callers(`allowedAddresses: [20.190.128.0/18], ${DOMAIN}`)).toEqual(['20.190.128.0/18', '198.51.100.7/32']);
  });

  test('may be called by everybody when no address is listed, whoever issues its certificate', () => {
    expect(callers(DOMAIN)).toEqual([]);
  });
});
