import { z } from 'zod';

import { addressRanges, hostName, resourceGroup, resourceId } from './option-types';

const dnsZone = z.union(
  [
    z
      .strictObject({
        name: hostName('example.com').describe('Name of the zone, with which `host` ends.'),
        resourceGroup: resourceGroup().describe('Resource group of the zone.'),
      })
      .describe('A zone of the same subscription.'),
    z
      .strictObject({
        id: resourceId('Microsoft.Network/dnsZones').describe('Id of the zone, with whose name `host` ends.'),
      })
      .describe('A zone of any subscription. Whoever deploys needs the role DNS Zone Contributor on it.'),
  ],
  'must be an Azure DNS zone',
);

export const customDomainOptions = z
  .strictObject({
    host: hostName('scim.example.com').describe(
      'Host name, such as scim.example.com. Beneath a domain: the name is a CNAME, which DNS does not allow for a domain itself.',
    ),
    dnsZone: dnsZone
      .optional()
      .describe(
        'Azure DNS zone in which the records of the host are made. Default: you make the records of the output ' +
          '`dns_records` yourself, before the name is added.',
      ),
    issuerAddresses: addressRanges()
      .default([])
      .describe(
        'Addresses from which DigiCert validates domains, as DigiCert publishes them. Needed beside `allowedAddresses`: Azure ' +
          'has DigiCert issue the certificate and renew it, which fails when DigiCert cannot reach the service. They may ' +
          'call the service too; keep them current. Default: none.',
      ),
  })
  .optional()
  .describe(
    'A host name of your own, which outlives the Azure environment: ' +
      '`{ host: scim.example.com, dnsZone: { name: example.com, resourceGroup: dns } }`. Azure issues the certificate. ' +
      'Default: the name that Azure gives the app.',
  );
