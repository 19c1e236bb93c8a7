import { z } from 'zod';

import { addressRanges, flag, objectId, resourceId, wholeNumber } from './option-types';

const objectIds = () => z.array(objectId(), 'must be a list of object ids');

const privateEndpoint = z
  .strictObject({
    subnetId: resourceId('Microsoft.Network/virtualNetworks/subnets')
      .optional()
      .describe(
        'Subnet of the endpoint in a network that is there, delegated to nothing. Default: one is cut from the network that is made.',
      ),
    zoneId: resourceId('Microsoft.Network/privateDnsZones')
      .optional()
      .describe(
        'Private DNS zone `privatelink.vaultcore.azure.net`, by its id, linked to the network. Default: one is made with the network.',
      ),
  })
  .optional()
  .describe(
    'An address of the vault in the network: `{}`, or with a network that is there both ids. Default: public addresses alone.',
  );

export const vaultOptions = z
  .strictObject({
    writers: objectIds()
      .default([])
      .describe(
        'Identities that deploy the platform, and so write tokens. Name them where one identity plans and another applies: ' +
          'otherwise each plan would take the right over. Default: whoever runs Terraform.',
      ),
    readers: objectIds()
      .default([])
      .describe(
        'Identities that may read the tokens of all tenants, such as a pipeline that deploys every tenant. Default: only the writers.',
      ),
    tenantReaders: z
      .record(
        z.string(),
        objectIds().describe('Identities that may read the tokens of this tenant.'),
        "must be a map of tenants' slugs to lists of object ids",
      )
      .default({})
      .describe(
        'Identities that may read the tokens of one tenant alone, by its slug: `{ contoso: [5f1d7c1e-…] }`. ' +
          'Default: only writers and readers.',
      ),
    softDeleteRetentionDays: wholeNumber(7, 90)
      .default(30)
      .describe('Days for which a deleted token can be brought back. Cannot be changed once the vault is made.'),
    publicAccess: flag()
      .default(true)
      .describe(
        'Whether the vault can be reached from outside of the network. False needs `privateEndpoint`; whoever deploys the ' +
          'platform or a tenant then has to run inside of the network, such as a runner of your own, as Terraform writes ' +
          'and reads tokens. Make the endpoint in one deployment, and close the vault in the next.',
      ),
    privateEndpoint,
    allowedAddresses: addressRanges()
      .default([])
      .describe(
        'Public addresses from which the vault can be reached. Whoever deploys has to come from one of them. ' +
          'Default: all addresses, with a role.',
      ),
  })
  .prefault({})
  .describe('The key vault that holds the tokens of all tenants, and who may do what there.');
