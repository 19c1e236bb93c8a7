import { z } from 'zod';

import { addressRanges, choice, hostName, resourceGroup, resourceId } from './option-types';

const dnsZone = z.union(
  [
    z
      .strictObject({
        name: hostName('example.com').describe('Name of the zone. `host` must end with it.'),
        resourceGroup: resourceGroup().describe('Resource group of the zone.'),
      })
      .describe('A zone in the same subscription.'),
    z
      .strictObject({
        id: resourceId('Microsoft.Network/dnsZones').describe("Id of the zone. `host` must end with the zone's name."),
      })
      .describe('A zone in any subscription. The identity that deploys needs the role DNS Zone Contributor on it.'),
  ],
  'must be an Azure DNS zone',
);

const certificate = z.strictObject({
  vaultId: resourceId('Microsoft.KeyVault/vaults').describe(
    'Id of the key vault, in any subscription of the directory. The vault must use Azure RBAC, and the ' +
      'environment must be able to reach it. The identity that deploys must be allowed to read the vault and to ' +
      'assign roles in it.',
  ),
  name: z
    .string('must be the name of a certificate in the vault')
    .regex(/^[A-Za-z0-9-]{1,127}$/, 'must be the name of a certificate in the vault: letters, digits and hyphens')
    .describe('Name of the certificate in the vault. Its private key must be exportable.'),
});

export const customDomainOptions = z
  .strictObject({
    host: hostName('scim.example.com').describe(
      'Host name, such as scim.example.com. With `record: a` it may also be an apex domain, such as ' + 'example.com.',
    ),
    record: choice({
      cname: 'A CNAME to the name that Azure gives the app. DNS does not allow one for an apex domain.',
      a: 'An A record with the address of the environment.',
      none: 'The host points to your own gateway. Needs `certificate`.',
    })
      .default('cname')
      .describe('Kind of DNS record that points the host to the service.'),
    dnsZone: dnsZone
      .optional()
      .describe(
        "Azure DNS zone in which the host's records are created. Default: none; you create the records of the " +
          'output `dns_records` yourself, before the host name is added.',
      ),
    certificate: certificate
      .optional()
      .describe(
        'Your own certificate for the host, in a key vault: `{ vaultId: /subscriptions/…/vaults/acme, name: scim ' +
          '}`. The environment gets the right to read it, and picks up new versions by itself. Changing to another ' +
          'certificate makes the host unreachable for a moment. Default: Azure issues a certificate and renews it.',
      ),
    issuerAddresses: addressRanges()
      .default([])
      .describe(
        'Addresses from which DigiCert validates domains, as DigiCert publishes them. Required with ' +
          '`allowedAddresses` unless you give a certificate: Azure gets its certificates from DigiCert, which ' +
          'issues and renews none if it cannot reach the service. These addresses may then call the service too. ' +
          'Keep the list current. Default: none.',
      ),
  })
  .optional()
  .describe(
    'A host name of your own, which outlives the Azure environment: ' +
      '`{ host: scim.example.com, dnsZone: { name: example.com, resourceGroup: dns } }`. ' +
      'Default: the name that Azure gives the app.',
  );
