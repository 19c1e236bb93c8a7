import { z } from 'zod';

import { addressRanges, choice, hostName, resourceGroup, resourceId } from './option-types';

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

const certificate = z.strictObject({
  vaultId: resourceId('Microsoft.KeyVault/vaults').describe(
    'Id of the key vault, in any subscription of the directory. It grants rights by roles (RBAC), and the environment ' +
      'reaches it. Whoever deploys may read it and assign roles in it.',
  ),
  name: z
    .string('must be the name of a certificate in the vault')
    .regex(/^[A-Za-z0-9-]{1,127}$/, 'must be the name of a certificate in the vault: letters, digits and hyphens')
    .describe('Name of the certificate in the vault, whose private key can be exported.'),
});

export const customDomainOptions = z
  .strictObject({
    host: hostName('scim.example.com').describe(
      'Host name, such as scim.example.com; with `record: a` also a domain itself, such as example.com.',
    ),
    record: choice({
      cname: 'A CNAME to the name that Azure gives the app. DNS does not allow one for a domain itself.',
      a: 'An A record with the address of the environment.',
      none: 'The host leads to a gateway of yours. Needs `certificate`.',
    })
      .default('cname')
      .describe('DNS record by which the host leads to the service.'),
    dnsZone: dnsZone
      .optional()
      .describe(
        'Azure DNS zone in which the records of the host are made. Default: you make the records of the output ' +
          '`dns_records` yourself, before the name is added.',
      ),
    certificate: certificate
      .optional()
      .describe(
        'A certificate of yours for the host, in a key vault: `{ vaultId: /subscriptions/…/vaults/acme, name: scim }`. The ' +
          'environment is let read it, and takes new versions by itself. Giving another one takes the host away for a ' +
          'moment. Default: Azure has one issued, and renews it.',
      ),
    issuerAddresses: addressRanges()
      .default([])
      .describe(
        'Addresses from which DigiCert validates domains, as DigiCert publishes them. Needed beside `allowedAddresses` ' +
          'unless you give a certificate: Azure has DigiCert issue one and renew it, which fails when DigiCert cannot reach ' +
          'the service. They may call the service too; keep them current. Default: none.',
      ),
  })
  .optional()
  .describe(
    'A host name of your own, which outlives the Azure environment: ' +
      '`{ host: scim.example.com, dnsZone: { name: example.com, resourceGroup: dns } }`. ' +
      'Default: the name that Azure gives the app.',
  );
