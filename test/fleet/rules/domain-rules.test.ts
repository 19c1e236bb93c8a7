import { platformComplaints } from '../../support/platform-complaints';

const VAULT =
  '/subscriptions/9d3b7c55-0a3e-4a7c-8f5c-6f0f4a3c2b1d/resourceGroups/shared/providers/Microsoft.KeyVault/vaults/acme';
const CERTIFICATE = `certificate: { vaultId: ${VAULT}, name: scim }`;
const ZONE = 'dnsZone: { name: acme.co.example, resourceGroup: dns }';

const domain = (options: string) => `service: { customDomain: { ${options} } }`;

describe('a custom domain', () => {
  test.each([
    domain('host: acme.example, record: a'),
    domain(`host: acme.co.example, record: a, ${ZONE}`),
    domain(`host: scim.acme.co.example, record: a, ${ZONE}`),
    domain(`host: acme.example, record: none, ${CERTIFICATE}`),
    `service: { allowedAddresses: [20.190.128.0/18], customDomain: { host: scim.acme.example, ${CERTIFICATE} } }`,
  ])('may be %s', (lines) => {
    expect(platformComplaints(lines)).toEqual([]);
  });

  test.each([
    [
      domain(`host: acme.co.example, ${ZONE}`),
      "customDomain.host: must be a name beneath a domain, such as scim.acme.co.example: the service's name is a CNAME",
    ],
    [domain(`host: other.example, record: a, ${ZONE}`), "customDomain.host: must end in '.acme.co.example'"],
    [
      domain('host: scim.acme.example, record: none'),
      'customDomain.record: needs your own certificate: Azure issues one only for a host that points to the service',
    ],
    [
      domain(`host: scim.acme.example, issuerAddresses: [198.51.100.7/32], ${CERTIFICATE}`),
      'customDomain.issuerAddresses: has no effect beside certificate',
    ],
    [
      domain('host: scim.acme.example, certificate: { vaultId: acme, name: scim }'),
      'certificate.vaultId: must be a resource id such as /subscriptions/…/resourceGroups/…/providers/Microsoft.KeyVault/vaults/…',
    ],
    [
      domain(`host: scim.acme.example, certificate: { vaultId: ${VAULT}, name: scim.pfx }`),
      'certificate.name: must be the name of a certificate in the vault: letters, digits and hyphens',
    ],
  ])('fails for %s', (lines, complaint) => {
    expect(platformComplaints(lines)).toEqual([expect.stringContaining(complaint)]);
  });
});
