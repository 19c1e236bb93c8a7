import { z } from 'zod';

import { addressRanges, flag, objectIds, resourceId, wholeNumber } from './option-types';

const privateEndpoint = z
  .strictObject({
    subnetId: resourceId('Microsoft.Network/virtualNetworks/subnets')
      .optional()
      .describe(
        'Subnet for the endpoint in an existing network, without a delegation. Default: one is cut from the ' +
          'network that the platform creates.',
      ),
    zoneId: resourceId('Microsoft.Network/privateDnsZones')
      .optional()
      .describe(
        'Id of the private DNS zone `privatelink.vaultcore.azure.net`, linked to the network. Default: one is ' +
          'created with the network.',
      ),
  })
  .optional()
  .describe(
    'A private endpoint for the vault in the network: `{}`, or both ids if the network existed before. ' +
      'Default: none; the vault has only public addresses.',
  );

export const vaultOptions = z
  .strictObject({
    writers: objectIds()
      .default([])
      .describe(
        'Identities that deploy the platform, and therefore write tokens. Name them if one identity plans and ' +
          'another applies: otherwise each plan would move the right to its own identity. Default: the identity ' +
          'that runs Terraform.',
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
      .describe(
        'Number of days for which a deleted token can be recovered. Cannot be changed after the vault is created.',
      ),
    publicAccess: flag()
      .default(true)
      .describe(
        'Whether the vault can be reached from outside the network. False requires `privateEndpoint`. Deployments ' +
          'of the platform and of tenants must then run inside the network, for instance on your own runner, ' +
          'because Terraform reads and writes tokens. Create the endpoint in one deployment, and close the vault in ' +
          'the next.',
      ),
    privateEndpoint,
    allowedAddresses: addressRanges()
      .default([])
      .describe(
        'Public addresses from which the vault can be reached. Deployments must come from one of them. Default: ' +
          'all addresses, for identities that have a role.',
      ),
  })
  .prefault({})
  .describe('The key vault that holds the tokens of all tenants, and who has which rights in it.');
